import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { openSql } from "@/db/client";
import { tsxArgs } from "../children";

/** Past this, what was seeded has moved out of the last 24 hours too far to measure them by. */
const STALE_MS = 3 * 60 * 60_000;

const Seeded = z.object({
  email: z.string(),
  password: z.string(),
  keys: z.string(),
  requests: z.string(),
  seededAtMs: z.number(),
  /** The key with the most requests. */
  busiestId: z.string(),
  /** The busiest of the keys that are being rotated. */
  rotatingId: z.string(),
  category: z.string(),
});
export type Seeded = z.output<typeof Seeded>;

const Made = z.object({ email: z.string(), password: z.string() });
const Key = z.object({
  id: z.string(),
  active: z.boolean(),
  category: z.string(),
  used: z.object({ total: z.number() }),
  replacesId: z.string().nullable(),
});

interface Wanted {
  dataDir: string;
  /** The folder of the edition whose command line seeds. */
  cwd: string;
  keys: string;
  requests: string;
  say: (line: string) => void;
}

/** A data directory with an account of that size, made anew where it is not there or too old. */
export async function ensureSeeded({ dataDir, cwd, keys, requests, say }: Wanted): Promise<Seeded> {
  const note = path.join(dataDir, "seeded.json");
  const kept = await readFile(note, "utf8").catch(() => null);
  if (kept !== null) {
    const seeded = Seeded.parse(JSON.parse(kept));
    const isFresh = Date.now() - seeded.seededAtMs < STALE_MS;
    if (isFresh && seeded.keys === keys && seeded.requests === requests) return seeded;
  }
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true });
  say(`Seeding ${keys} keys and ${requests} requests …`);
  const startedMs = performance.now();
  const cli = (...args: string[]) =>
    execa(process.execPath, tsxArgs("cli/main.ts", ...args, "--json"), {
      cwd,
      env: { LATCHKEY_DATA_DIR: dataDir, DATABASE_URL: "" },
    });
  const { stdout: answer } = await cli("seed", "--keys", keys, "--requests", requests);
  say(`… done in ${((performance.now() - startedMs) / 1_000).toFixed(0)} s`);
  const { email, password } = Made.parse(JSON.parse(answer));
  const { stdout: list } = await cli("keys", "list", "--email", email);
  const all = list.split("\n").map((line) => Key.parse(JSON.parse(line)));
  const byUse = all.filter((key) => key.active).sort((a, b) => b.used.total - a.used.total);
  const replaced = new Set(all.map((key) => key.replacesId));
  const seeded = {
    email,
    password,
    keys,
    requests,
    seededAtMs: Date.now(),
    busiestId: byUse[0]!.id,
    rotatingId: (byUse.find((key) => replaced.has(key.id)) ?? byUse[0]!).id,
    category: byUse[0]!.category,
  };
  await writeFile(note, JSON.stringify(seeded), { mode: 0o600 });
  return seeded;
}

/** Does what PostgreSQL's own rounds do within minutes of such a load, so that all runs are alike. */
export async function settle(databaseUrl: string): Promise<void> {
  const sql = openSql({ url: databaseUrl, max: 1, name: "settle", statementTimeoutMs: 0 });
  await sql`vacuum (analyze)`;
  await sql`checkpoint`;
  await sql.end();
}
