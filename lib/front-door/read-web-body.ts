import { UnreadableBody } from "./read-body";

/**
 * As `readBody`, of a Web Request: for hosts where no front door stands before a route handler.
 * @throws {UnreadableBody} when it is longer than `maxBytes`, takes too long, or breaks off
 */
export async function readWebBody(
  request: Request,
  { maxBytes, deadlineMs }: { maxBytes: number; deadlineMs: number },
): Promise<Buffer> {
  const reader = request.body?.getReader();
  if (!reader) return Buffer.alloc(0);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new UnreadableBody(408, "Request Timeout")), deadlineMs);
  });
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) return Buffer.concat(parts);
      bytes += value.length;
      if (bytes > maxBytes) throw new UnreadableBody(413, "Content Too Large");
      parts.push(value);
    }
  } catch (error) {
    // Nobody wants the rest, and whether it can be told so does not matter.
    reader.cancel().catch(() => {});
    throw error instanceof UnreadableBody ? error : new UnreadableBody(400, "Bad Request");
  } finally {
    clearTimeout(timer);
  }
}
