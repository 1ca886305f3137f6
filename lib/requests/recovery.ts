import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type postgres from "postgres";
import {
  deadInstances,
  findInstance,
  type InstanceRow,
  registerInstance,
  retireInstance,
} from "@/db/queries/enforcement";
import { keepRefused, readJournal } from "./journal";
import { writeRowsOrRefuse } from "./writer";

const BATCH_ROWS = 4_000;
const OWNER_FILE = "owner.json";

/** Says which process writes a journal: pids are reused, so the process's start counts too. */
interface Owner {
  host: string;
  pid: number;
  startedAt: string | null;
}

/** The start of a process in clock ticks since boot (Linux), or null. */
function processStart(pid: number): string | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(owner: Owner): boolean {
  if (owner.startedAt !== null) return processStart(owner.pid) === owner.startedAt;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Enters an instance where the others see it, and marks its journal as this process's. */
export async function announceInstance(
  sql: postgres.Sql,
  id: string,
  journalDir: string,
): Promise<void> {
  fs.mkdirSync(journalDir, { recursive: true, mode: 0o700 });
  const owner: Owner = {
    host: os.hostname(),
    pid: process.pid,
    startedAt: processStart(process.pid),
  };
  fs.writeFileSync(path.join(journalDir, OWNER_FILE), JSON.stringify(owner), { mode: 0o600 });
  await registerInstance(sql, {
    id,
    host: owner.host,
    pid: owner.pid,
    journal_dir: path.resolve(journalDir),
  });
}

/**
 * Writes what a dead instance's journal still holds, settles its leases and frees the rest of
 * them. Several may try at once: the rows are idempotent, and retiring twice changes nothing.
 */
async function adopt(sql: postgres.Sql, id: string, journalDir: string): Promise<number> {
  const rows = readJournal(journalDir);
  const root = path.dirname(journalDir);
  for (let i = 0; i < rows.length; i += BATCH_ROWS) {
    // One row that is never taken must not keep the whole instance from starting.
    await writeRowsOrRefuse(sql, id, rows.slice(i, i + BATCH_ROWS), (row) =>
      keepRefused(root, row),
    );
  }
  await retireInstance(sql, id);
  fs.rmSync(journalDir, { recursive: true, force: true });
  return rows.length;
}

/**
 * Replays journals that dead processes left under `root`. Called before an instance admits
 * anything, so that what its predecessor admitted is counted first.
 *
 * @returns how many rows were read back
 */
export async function replayLeftJournals(sql: postgres.Sql, root: string): Promise<number> {
  if (!fs.existsSync(root)) return 0;
  let replayed = 0;
  for (const { name: id } of fs.readdirSync(root, { withFileTypes: true }).filter(isDirectory)) {
    const dir = path.join(root, id);
    const owner = readOwner(dir);
    // A folder without an owner was left by a process that died while it made it.
    if (owner && (owner.host !== os.hostname() || isAlive(owner))) continue;
    replayed += await adopt(sql, id, dir);
  }
  return replayed;
}

const isDirectory = (entry: fs.Dirent) => entry.isDirectory();

function readOwner(dir: string): Owner | null {
  try {
    return JSON.parse(fs.readFileSync(path.join(dir, OWNER_FILE), "utf8")) as Owner;
  } catch {
    return null;
  }
}

/**
 * Takes over from instances whose heartbeat stopped, where their journal can be read from here.
 * Where it cannot (another machine), their leases stay: what was spent of them is known only to
 * that journal, and a quota must never admit one too many.
 *
 * @returns the instances that were retired
 */
export async function adoptDeadInstances(
  sql: postgres.Sql,
  afterMs: number,
): Promise<InstanceRow[]> {
  const retired: InstanceRow[] = [];
  for (const instance of await deadInstances(sql, afterMs)) {
    if (instance.host !== os.hostname()) continue;
    const owner = readOwner(instance.journal_dir);
    if (owner && isAlive(owner)) continue;
    if (owner) await adopt(sql, instance.id, instance.journal_dir);
    // No journal on this very host: it was settled and removed, or its data directory was deleted.
    else if (await findInstance(sql, instance.id)) await retireInstance(sql, instance.id);
    retired.push(instance);
  }
  return retired;
}
