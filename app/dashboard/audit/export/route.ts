import { z } from "zod";
import { exportTrail, readTrailFilter } from "@/lib/accounts/trail";
import { EXPORT_FORMATS, exportFileName } from "@/lib/requests/reading/export";
import { databaseNow } from "@/lib/time/database-time";
import { download } from "@/app/dashboard/download";
import { peopleOnly } from "@/app/dashboard/owner-only";
import { readerTimeZone } from "@/app/dashboard/reader-time-zone";

const Format = z.enum(EXPORT_FORMATS).catch("csv");

/** All of a trail that the filters find, as a download that is written while it is read. */
export const GET = peopleOnly(async (ctx, params) => {
  const { filter, ignored } = readTrailFilter(params);
  // A page can say that it left something out; a file would hold too much in silence.
  if (ignored.length > 0) {
    return Response.json({ error: `Not understood: ${ignored.join(", ")}` }, { status: 400 });
  }
  const format = Format.parse(params.format);
  const pieces = exportTrail({ ctx, input: { filter, timeZone: await readerTimeZone() } }, format);
  return download(pieces, format, exportFileName(format, new Date(databaseNow()), "audit"));
});
