import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Has the connection end with an answer that leaves before its request was read to the end. What was not read
 * stays in the connection, in front of the next request, and Node.js reads neither: whoever came next on it would
 * wait for ever. Next.js answers so where it refuses a body, and a handler may.
 */
export function closeWhereUnread(request: IncomingMessage, response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = ((...args: unknown[]) => {
    if (!request.complete) response.shouldKeepAlive = false;
    return writeHead(...args);
  }) as typeof response.writeHead;
}
