import { z } from "zod";
import { EXPORT_FORMATS, exportFileName, exportRequests } from "@/lib/requests/reading/export";
import { readLogFilter } from "@/lib/requests/schema";
import { ownerOnly } from "../owner-only";
import { databaseNow } from "@/lib/time/database-time";

const Format = z.enum(EXPORT_FORMATS).catch("csv");
const TYPES = { csv: "text/csv; charset=utf-8; header=present", ndjson: "application/x-ndjson" };

/** Everything that the filters find, as a download that is written while it is read. */
export const GET = ownerOnly(async (owner, params) => {
  const { filter, ignored } = readLogFilter(params);
  // A page can say that it left something out of the search; a file would hold too much in silence.
  if (ignored.length > 0) {
    return Response.json({ error: `Not understood: ${ignored.join(", ")}` }, { status: 400 });
  }
  const format = Format.parse(params.format);
  return new Response(streamOf(exportRequests({ ...owner, filter, format })), {
    headers: {
      "Content-Type": TYPES[format],
      "Content-Disposition": `attachment; filename="${exportFileName(format, new Date(databaseNow()))}"`,
      "Cache-Control": "no-store",
      // Proxies that gather an answer before they pass it on would make a download seem dead.
      "X-Accel-Buffering": "no",
    },
  });
});

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
