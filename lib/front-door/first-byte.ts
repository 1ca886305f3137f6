import type { ServerResponse } from "node:http";

/**
 * Calls back right before an answer's head is written, with its status: the moment at which the
 * request's row must be durable. When the callback throws, `instead` answers in its place and
 * whatever the handler still writes is dropped.
 */
export function beforeFirstByte(
  response: ServerResponse,
  onHead: (status: number) => void,
  instead: (response: ServerResponse) => void,
): void {
  const writeHead = response.writeHead;
  response.writeHead = function (this: ServerResponse, status: number, ...rest: unknown[]) {
    response.writeHead = writeHead;
    try {
      onHead(status);
    } catch {
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      instead(response);
      response.write = () => true;
      response.end = () => response;
      return response;
    }
    return (writeHead as (...args: unknown[]) => ServerResponse).call(this, status, ...rest);
  } as typeof response.writeHead;
}
