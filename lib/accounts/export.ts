import type { Database } from "@/db/client";
import { type ExportedRow, selectAll } from "@/db/queries/export-account";

/**
 * All that is kept of an account, for who asks what that is (GDPR, articles 15 and 20) or takes it elsewhere, in pages
 * of rows. Only as much is read as is asked for. No secret is in it, and no hash of one.
 */
export const exportAccount = ({
  db,
  id,
}: {
  db: Database;
  id: string;
}): AsyncGenerator<ExportedRow[]> => selectAll(db.$client, id);
