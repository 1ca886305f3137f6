import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

/** What the server writes for itself, whoever asks for what: who runs, and how often somebody tried or failed. */
const OF_THE_SERVER = ["instances", "runs", "change_version", "auth_failures", "attempts"];
/** When a session was last in use is noted of each request. */
const NOTED = "last_seen_at";

/** Every row of the database, as text that begins with its table's name. */
export async function allRows(db: Database): Promise<string[]> {
  const tables = await db.execute<{ name: string }>(
    sql`select c.relname as name from pg_class c
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           and not c.relispartition`,
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    if (OF_THE_SERVER.includes(name)) continue;
    const found = await db.execute<{ row: string }>(
      sql`select (to_jsonb(t) - ${NOTED}::text)::text as row from ${sql.identifier(name)} t`,
    );
    rows.push(...found.map(({ row }) => `${name} ${row}`));
  }
  return rows.sort();
}
