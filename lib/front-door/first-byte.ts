import type { ServerResponse } from "node:http";

const COMMITTING = ["writeHead", "write", "end", "flushHeaders"] as const;
type Method = (...args: unknown[]) => unknown;

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
  // Node writes an implicit head from within write() and goes on: to replace the answer it must
  // be caught before that, at each method that may commit it. These stay in place afterwards:
  // V8 turns an object of which properties are deleted into a slow one.
  const methods = response as unknown as Record<string, Method>;
  let isCaught = false;
  for (const name of COMMITTING) {
    const commit = methods[name]!;
    methods[name] = function (...args: unknown[]) {
      if (isCaught) return commit.apply(response, args);
      isCaught = true;
      const status = name === "writeHead" ? (args[0] as number) : response.statusCode;
      try {
        onHead(status);
      } catch {
        for (const header of response.getHeaderNames()) response.removeHeader(header);
        instead(response);
        dropFurtherWrites(response);
        return name === "write" ? true : response;
      }
      return commit.apply(response, args);
    };
  }
}

/** The handler knows nothing of the replacement: its calls succeed and do nothing. */
function dropFurtherWrites(response: ServerResponse): void {
  response.writeHead = () => response;
  response.flushHeaders = () => {};
  response.write = ((...args: unknown[]) => callBack(args, true)) as typeof response.write;
  response.end = ((...args: unknown[]) => callBack(args, response)) as typeof response.end;
}

function callBack<T>(args: unknown[], result: T): T {
  const callback = args.findLast((arg) => typeof arg === "function");
  if (callback) process.nextTick(callback as () => void);
  return result;
}
