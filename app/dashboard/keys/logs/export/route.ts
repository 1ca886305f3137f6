import { z } from "zod";
import { EXPORT_FORMATS, exportFileName, exportRequests } from "@/lib/requests/reading/export";
import { readLogFilter } from "@/lib/requests/schema";
import { download } from "@/app/dashboard/download";
import { ownerOnly } from "@/app/dashboard/owner-only";
import { databaseNow } from "@/lib/time/database-time";

const Format = z.enum(EXPORT_FORMATS).catch("csv");

/** Everything that the filters find, as a download that is written while it is read. */
export const GET = ownerOnly(async (owner, params) => {
  const { filter, ignored } = readLogFilter(params);
  // A page can say that it left something out of the search; a file would hold too much in silence.
  if (ignored.length > 0) {
    return Response.json({ error: `Not understood: ${ignored.join(", ")}` }, { status: 400 });
  }
  const format = Format.parse(params.format);
  const fileName = exportFileName(format, new Date(databaseNow()));
  return download(exportRequests({ ...owner, filter, format }), format, fileName);
});
