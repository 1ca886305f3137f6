import type { IncomingMessage } from "node:http";
import type { BodyAhead } from "@/lib/gateway/exchange";
import { hasBody } from "./request-body";

/** Forms are smaller than this; of what is larger, the rest is streamed. */
const MOST_BYTES = 64 * 1024;

/**
 * Reads the beginning of a request's body, so that a client that sends slowly holds no place in the app
 * meanwhile.
 *
 * @returns null where the client has broken off; undefined where there is no body
 */
export function readAhead(request: IncomingMessage): Promise<BodyAhead | null> | undefined {
  if (!hasBody(request)) return undefined;
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const done = (ahead: BodyAhead | null) => {
      request.off("data", onData);
      request.off("end", onEnd);
      request.off("close", onClose);
      request.off("error", onClose);
      resolve(ahead);
    };
    const onData = (part: Buffer) => {
      parts.push(part);
      bytes += part.length;
      if (bytes < MOST_BYTES) return;
      request.pause();
      done({ parts, isWhole: false });
    };
    const onEnd = () => done({ parts, isWhole: true });
    const onClose = () => done(null);
    request.on("data", onData);
    request.once("end", onEnd);
    request.once("close", onClose);
    request.once("error", onClose);
  });
}
