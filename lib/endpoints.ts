/**
 * What each keyed endpoint declares about itself. The front door must know it before the handler
 * runs, so it stands here and not in the handler's file; a handler without a row does not
 * compile, and a test holds this table against the routes under app/api/v1.
 */
export interface Endpoint {
  /** Charged for a 2xx answer. */
  credits: number;
  /** Free endpoints are logged, but neither charged nor counted towards quotas. */
  free: boolean;
}

export const ENDPOINTS = {
  "/api/v1/echo": { credits: 1, free: false },
  "/api/v1/usage": { credits: 0, free: true },
} as const satisfies Record<`/api/v1/${string}`, Endpoint>;

export type EndpointPath = keyof typeof ENDPOINTS;

/** What holds for paths without a row: those that an upstream serves. */
export const DEFAULT_ENDPOINT: Endpoint = { credits: 1, free: false };

const paths: ReadonlyMap<string, Endpoint> = new Map(Object.entries(ENDPOINTS));
const patterns = [...paths]
  .filter(([path]) => path.includes("["))
  .map(([path, endpoint]) => ({ segments: path.split("/"), endpoint }));

/**
 * The endpoint that serves a path, or null. `[name]` in a row's path stands for one segment, as
 * in the name of its folder; a trailing slash makes no difference.
 */
export function findEndpoint(path: string): Endpoint | null {
  const bare = path.endsWith("/") ? path.slice(0, -1) : path;
  const exact = paths.get(bare);
  if (exact || patterns.length === 0) return exact ?? null;
  const segments = bare.split("/");
  for (const { segments: pattern, endpoint } of patterns) {
    if (pattern.length !== segments.length) continue;
    if (pattern.every((part, i) => part === segments[i] || (part.startsWith("[") && segments[i]))) {
      return endpoint;
    }
  }
  return null;
}
