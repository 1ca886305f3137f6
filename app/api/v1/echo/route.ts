import { type KeyedHandler, withApiKey } from "@/lib/with-api-key";

export const dynamic = "force-dynamic";

/** Says back what arrived and who sent it: for first requests and for tests. */
const echo: KeyedHandler = (request, { account, key }) => {
  const { pathname, searchParams } = new URL(request.url);
  const names = new Set(searchParams.keys());
  // Of entries, so that a parameter may have any name: `__proto__` as well.
  const query = Object.fromEntries(
    [...names].map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
  return Response.json({ method: request.method, path: pathname, query, caller: { account, key } });
};

export const GET = withApiKey("/api/v1/echo", echo);
export const POST = withApiKey("/api/v1/echo", echo);
