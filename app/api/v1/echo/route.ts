import { type KeyedHandler, withApiKey } from "@/lib/with-api-key";

export const dynamic = "force-dynamic";

/** Says back what arrived and who sent it: for first requests and for tests. */
const echo: KeyedHandler = (request, { account, key }) => {
  const { pathname, searchParams } = new URL(request.url);
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(searchParams.keys())) {
    const values = searchParams.getAll(name);
    query[name] = values.length === 1 ? values[0]! : values;
  }
  return Response.json({ method: request.method, path: pathname, query, caller: { account, key } });
};

export const GET = withApiKey("/api/v1/echo", echo);
export const POST = withApiKey("/api/v1/echo", echo);
