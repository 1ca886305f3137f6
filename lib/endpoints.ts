/** What a request costs. */
export interface Charge {
  /** Charged for a 2xx answer. */
  credits: number;
  /** Free endpoints are logged, but neither charged nor counted towards quotas. */
  free: boolean;
}

/**
 * What each keyed endpoint declares about itself. The front door must know it before the handler
 * runs, so it stands here and not in the handler's file; a handler without a row does not
 * compile, and a test holds this table against the routes under app/api/v1.
 */
export interface Endpoint extends Charge {
  /** Those that its handler serves; `HEAD` comes with `GET`. */
  methods: readonly string[];
}

export const ENDPOINTS = {
  "/api/v1/echo": { credits: 1, free: false, methods: ["GET", "HEAD", "POST"] },
  "/api/v1/usage": { credits: 0, free: true, methods: ["GET", "HEAD"] },
} as const satisfies Record<`/api/v1/${string}`, Endpoint>;

export type EndpointPath = keyof typeof ENDPOINTS;

/** What holds for paths without a row: those that an upstream serves. */
export const DEFAULT_ENDPOINT: Charge = { credits: 1, free: false };

const paths: ReadonlyMap<string, Endpoint> = new Map(Object.entries(ENDPOINTS));
const patterns = [...paths]
  .filter(([path]) => path.includes("["))
  .map(([path, endpoint]) => ({ segments: path.split("/"), endpoint }));

/**
 * The endpoint that serves a path, or null. `[name]` in a row's path stands for one segment, as
 * in the name of its folder. With a slash at its end it is another path: Next would answer it with a
 * redirect, which would be charged.
 */
export function findEndpoint(path: string): Endpoint | null {
  const exact = paths.get(path);
  if (exact || patterns.length === 0) return exact ?? null;
  const segments = path.split("/");
  for (const { segments: pattern, endpoint } of patterns) {
    if (pattern.length !== segments.length) continue;
    if (pattern.every((part, i) => part === segments[i] || (part.startsWith("[") && segments[i]))) {
      return endpoint;
    }
  }
  return null;
}
