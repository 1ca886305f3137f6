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
  // be caught before that, at each method that may commit it.
  const methods = response as unknown as Record<string, Method>;
  const plain = COMMITTING.map((name) => methods[name]!);
  const put = (all: readonly Method[]) =>
    COMMITTING.forEach((name, i) => {
      methods[name] = all[i]!;
    });
  let answered: "not yet" | "by the handler" | "instead" = "not yet";
  const ours = COMMITTING.map((name, i): Method => (...args) => {
    if (answered === "not yet") {
      answered = "by the handler";
      try {
        onHead(name === "writeHead" ? (args[0] as number) : response.statusCode);
      } catch {
        // Not through what others have put around ours meanwhile: Next's compression has.
        put(plain);
        for (const header of response.getHeaderNames()) response.removeHeader(header);
        instead(response);
        answered = "instead";
        put(ours);
      }
    }
    if (answered === "instead") return callBack(args, name === "write" ? true : response);
    return plain[i]!.apply(response, args);
  });
  // They stay: what others put around them must stay too, and an object of which properties are
  // deleted becomes a slow one.
  put(ours);
}

/** The handler knows nothing of the replacement: its calls succeed and do nothing. */
function callBack<T>(args: unknown[], result: T): T {
  const callback = args.findLast((arg) => typeof arg === "function");
  if (callback) process.nextTick(callback as () => void);
  return result;
}
