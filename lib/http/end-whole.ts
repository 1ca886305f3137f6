import type { ServerResponse } from "node:http";

/**
 * Ends an answer whose body is all there, in one write with the head. Node joins a text to the head,
 * but `end(text)` adds an empty part behind both, and two parts cost a gathered write, which takes half
 * as long again as a plain one.
 */
export function endWhole(
  response: ServerResponse,
  text: string,
  encoding: "utf8" | "latin1" = "utf8",
): void {
  const { socket } = response;
  // Without a socket it waits for the answers of requests before it; what is corked already waits for
  // whoever corked it; and an empty text would not send the head.
  if (socket === null || socket.writableCorked > 0 || text === "") {
    response.end(text, encoding);
    return;
  }
  // Node would hold it back until the end of the turn, and so until after `end`.
  socket.cork();
  response.write(text, encoding);
  socket.uncork();
  response.end();
}
