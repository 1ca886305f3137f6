import type { ExportFormat } from "@/lib/requests/reading/export";

const TYPES: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8; header=present",
  ndjson: "application/x-ndjson",
};

/** An answer that a browser keeps as a file; it is written while it is read. */
export function download(
  pieces: AsyncGenerator<Uint8Array, void>,
  format: ExportFormat,
  fileName: string,
): Response {
  return new Response(streamOf(pieces), {
    headers: {
      "Content-Type": TYPES[format],
      "Content-Disposition": `attachment; filename="${fileName}"`,
      "Cache-Control": "no-store",
      // Proxies that gather an answer before they pass it on would make a download seem dead.
      "X-Accel-Buffering": "no",
    },
  });
}

/** Reads on only when what was read has left, and stops when the reader has gone. */
function streamOf(pieces: AsyncGenerator<Uint8Array, void>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { value, done } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 1 },
  );
}
