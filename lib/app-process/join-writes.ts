import type { ServerResponse } from "node:http";

/**
 * Has what is written first of an answer leave together with what comes in the same turn of the event
 * loop. Next reads a handler's answer as a stream, and its end comes one promise after its only part: that
 * would be two packets for this process to write, and for the front door to read.
 */
export function joinFirstWrites(response: ServerResponse): void {
  const write = response.write.bind(response) as (...args: unknown[]) => boolean;
  let isFirst = true;
  response.write = ((...args: unknown[]) => {
    // Not by putting `write` back: compression has put its own in front of this one meanwhile.
    if (isFirst) {
      isFirst = false;
      // The socket, and not the answer: Node.js 22 loses what an answer holds that ends while it is corked.
      const { socket } = response;
      socket?.cork();
      setImmediate(() => socket?.uncork());
    }
    return write(...args);
  }) as typeof response.write;
}
