import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { openSql } from "@/db/client";
import { dumpSchema } from "@/db/dump-schema";
import { startEmbeddedPostgres } from "@/db/embedded";
import { functionFiles, sha256OfAll } from "@/db/function-files";
import lock from "@/db/functions/edition.json" with { type: "json" };
import { migrateDatabase } from "@/db/migrate";

/*
 * `npm run db:schema`: after a change of the schema. Writes db/schema.sql anew, from a database that is made for it, and
 * counts a change of the SQL functions.
 */

const DB = path.resolve(import.meta.dirname, "..", "db");

function countFunctions(): void {
  const sha256 = sha256OfAll(functionFiles());
  if (sha256 === lock.sha256) return;
  const counted = { edition: lock.edition + 1, sha256 };
  const text = `{ "edition": ${counted.edition}, "sha256": "${counted.sha256}" }\n`;
  writeFileSync(path.join(DB, "functions", "edition.json"), text);
  console.log(`db/functions/edition.json: edition ${counted.edition}`);
}

async function writeSchema(): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "latchkey-schema-"));
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    await migrateDatabase(server.url);
    const sql = openSql({ url: server.url, max: 1, name: "latchkey-schema" });
    writeFileSync(path.join(DB, "schema.sql"), await dumpSchema(sql));
    await sql.end({ timeout: 1 });
    console.log("db/schema.sql");
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

countFunctions();
await writeSchema();
