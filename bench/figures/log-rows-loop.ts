import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { finished } from "node:stream/promises";
import { openSql } from "@/db/client";
import { uuidv7 } from "@/lib/ids";
import { Journal } from "@/lib/requests/journal/journal";
import { announceInstance } from "@/lib/requests/journal/recovery";
import { type RequestRow, ROWS } from "@/lib/requests/journal/row";
import { postgresRows } from "@/lib/requests/postgres-rows";
import { RequestWriter } from "@/lib/requests/writing/writer";
import { printMeasured } from "../measured";

/*
 * Journals and writes rows as fast as they go. Takes a database, how many rows, and a file: then
 * the rows go there in COPY's text format instead, for psql.
 */

const [databaseUrl = "", count = "0", copyFile] = process.argv.slice(2);
const sql = openSql({ url: databaseUrl, max: 4, name: "latchkey-bench" });
const keys = await sql<Array<{ id: string; account_id: string }>>`
  select id, account_id from api_keys order by id`;

/** More rows than this never wait in memory here. */
const MAX_BACKLOG = 40_000;
const CHECKS = `{"second":[12,50],"minute":[480,1500],"daily":[1200,100000],"monthly":[30000,1000000]}`;

function row(): RequestRow {
  const { id, account_id } = keys[Math.floor(Math.random() * keys.length)]!;
  const durationMs = Math.round(Math.random() * 20_000) / 1000;
  const atMs = Date.now();
  return {
    id: uuidv7(atMs),
    atMs,
    accountId: account_id,
    keyId: id,
    method: "GET",
    path: "/api/v1/orders",
    status: 200,
    code: null,
    durationMs,
    ip: "192.0.2.1",
    credits: 1,
    counted: true,
    userAgent: "shop-web/3.8.1 node/20",
    checks: CHECKS,
    leased: true,
  };
}

if (copyFile) {
  const out = createWriteStream(copyFile);
  for (let written = 0; written < Number(count); written += 1_000) {
    const text = Array.from({ length: 1_000 }, () => ROWS.lineOf(row())).join("");
    if (!out.write(text)) await once(out, "drain");
  }
  out.end();
  await finished(out);
} else {
  await writeThrough();
}
await sql.end();

async function writeThrough(): Promise<void> {
  const dir = await mkdtemp(path.join(os.tmpdir(), "latchkey-bench-journal-"));
  const journal = new Journal(path.join(dir, "journal"));
  const instanceId = uuidv7();
  const store = postgresRows(sql);
  await announceInstance({ store, root: dir }, instanceId);
  await sql`insert into leases (key_id, instance_id, amount)
    select id, ${instanceId}::uuid, 1000000000 from api_keys`;
  const writer = new RequestWriter(store, () => ({ instanceId, runId: null }), {
    onSettled: (batch) => journal.settle(batch.journaled()),
    onRefused: (_row, error) => {
      throw error;
    },
    onError: (error) => console.error(error),
  });
  const startedAt = performance.now();
  for (let n = 0; n < Number(count); n++) {
    const made = row();
    writer.enqueue(journal.append([made]));
    if (n % 100 === 0) await new Promise((resume) => setImmediate(resume));
    while (writer.backlog > MAX_BACKLOG) await new Promise((resume) => setTimeout(resume, 2));
  }
  await writer.drain();
  const seconds = (performance.now() - startedAt) / 1000;
  journal.close();
  await rm(dir, { recursive: true, force: true });
  printMeasured({ rowsPerSecond: Number(count) / seconds });
}
