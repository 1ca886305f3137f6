import type { Endpoint } from "./endpoint";
import { Refused } from "./refused";
import { serveManaged } from "./serve";

type Params = Record<string, string | string[]>;

/** What Next.js calls. It declares that there are always params, and has none where nothing in a path varies. */
type Handler = (request: Request, context: { params: Promise<Params> }) => Promise<Response>;

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type ManageMethod = (typeof METHODS)[number];

/** What a path of the management API serves, by method. */
export type Resource = Partial<Record<ManageMethod, Endpoint>>;

/** The route handlers of a path. All methods are there, as those that it does not know are told as problems too. */
export function routeOf(resource: Resource): Record<ManageMethod | "HEAD" | "OPTIONS", Handler> {
  const allow = METHODS.filter((method) => resource[method]);
  const headers = { Allow: [...allow, ...(resource.GET ? ["HEAD"] : []), "OPTIONS"].join(", ") };
  const refuse: Handler = async () => new Refused("method_not_allowed", { headers }).toResponse();
  const handlerOf = (method: ManageMethod): Handler => {
    const endpoint = resource[method];
    if (!endpoint) return refuse;
    return async (request, context) => {
      const params = (await context.params) as Params | undefined;
      return serveManaged(endpoint, request, decoded(params ?? {}));
    };
  };
  return {
    GET: handlerOf("GET"),
    POST: handlerOf("POST"),
    PUT: handlerOf("PUT"),
    PATCH: handlerOf("PATCH"),
    DELETE: handlerOf("DELETE"),
    // Node.js leaves the body out.
    HEAD: handlerOf("GET"),
    OPTIONS: async () =>
      new Response(null, { status: 204, headers: { ...headers, "Cache-Control": "no-store" } }),
  };
}

/** Next.js hands segments over as they were sent; several of them stand for one that holds slashes. */
function decoded(params: Params): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, [value].flat().map(plain).join("/")]),
  );
}

function plain(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The answer to a path that the API does not have, whatever the method. */
export const notFound = async (): Promise<Response> => new Refused("not_found").toResponse();
