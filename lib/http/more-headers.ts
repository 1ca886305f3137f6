import type { ServerResponse } from "node:http";

/**
 * Adds headers to whatever head is written, which all here is a list of names and values. Not with `setHeader`: Node.js
 * then makes one of headers that come several times, and of two cookies the last is left. A name that the head has
 * already is left as it is.
 *
 * @param headers name, value, name, value…
 */
export function addHeaders(response: ServerResponse, headers: readonly string[]): void {
  if (headers.length === 0) return;
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = ((...args: unknown[]) => {
    const list = args.at(-1);
    const said = Array.isArray(list) ? (list as string[]) : [];
    const before = Array.isArray(list) ? args.slice(0, -1) : args;
    const names = new Set(said.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()));
    const more = headers.filter((_, i) => !names.has(headers[i - (i % 2)]!.toLowerCase()));
    return writeHead(...before, [...said, ...more]);
  }) as typeof response.writeHead;
}
