import type { ServerResponse } from "node:http";

/**
 * Pages of the build change with the next build, whose scripts have other names. Next.js lets shared caches keep them
 * for a year, as a platform may that clears its cache with each deployment; here nobody clears one.
 */
export function revalidatePages(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = ((...args: unknown[]) => {
    const caching = response.getHeader("cache-control");
    if (typeof caching === "string" && /^s-maxage=/.test(caching)) {
      response.setHeader("Cache-Control", "public, max-age=0, must-revalidate");
    }
    return writeHead(...args);
  }) as typeof response.writeHead;
}
