import { endpointFinder } from "@/lib/http/endpoint-finder";

/** What a request costs. */
export interface Charge {
  /** Charged for a 2xx answer. */
  credits: number;
  /** Free endpoints are logged, but neither charged nor counted towards quotas. */
  free: boolean;
}

/** The methods that a route handler may export. */
export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** A row as somebody writes it. */
export interface EndpointRow extends Charge {
  /** Those that the handler exports; `GET` where the row names none. `HEAD` comes with `GET`. */
  methods?: ReadonlyArray<(typeof METHODS)[number]>;
}

/** What holds for an endpoint: its row, with all methods that its handler serves. */
export interface Endpoint extends Charge {
  methods: readonly string[];
}

/**
 * What each keyed endpoint declares about itself. The front door must know it before the handler
 * runs, so it stands here and not in the handler's file. `npm run build` holds the rows against
 * the handlers under app/api/v1.
 */
const ROWS = {
  "/api/v1/echo": { credits: 1, free: false, methods: ["GET", "POST"] },
  "/api/v1/usage": { credits: 0, free: true },
} as const satisfies Record<`/api/v1/${string}`, EndpointRow>;

export type EndpointPath = keyof typeof ROWS;

/** All endpoints by their paths, with `[name]` for a segment that varies. */
export const ENDPOINTS = Object.fromEntries(
  Object.entries(ROWS).map(([path, row]) => [path, endpointOf(row)]),
) as Record<EndpointPath, Endpoint>;

/** What holds for paths without a row: those that an upstream serves. */
export const DEFAULT_ENDPOINT: Charge = { credits: 1, free: false };

/** The endpoint that serves a path, or null. */
export const findEndpoint = endpointFinder<Endpoint>(ENDPOINTS);

/** A row with its defaults filled in. Next.js answers `HEAD` with the handler of `GET`. */
export function endpointOf({ credits, free, methods = ["GET"] }: EndpointRow): Endpoint {
  const served = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
  return { credits, free, methods: [...new Set(served)] };
}
