import fs from "node:fs";
import path from "node:path";
import { type Machine, THIS_MACHINE } from "@/lib/process/machine";
import { isInstanceId, removeJournal } from "./folder";
import { readLeftBehind } from "./left-behind";
import { isNeighbour, type Owner, ownFolder, readOwner } from "./owner";
import type { RequestRow } from "./row";
import { setLineAside, setRowAside } from "./set-aside";
import type { InstanceRow, RowStore, RunSettled } from "../store";
import { UnknownJournal } from "./unknown-journal";
import { writeRowsOrRefuse } from "../writing/writer";

/** Told of what a replay could not write; the operator finds it beside the journals. */
export type OnSetAside = (fields: object, message: string) => void;

/** Where journals are read back, and with whom. */
export interface Recovery {
  store: RowStore;
  /**
   * Where the journals of this process lie. Nothing is read or removed anywhere else, whatever a row of the database
   * says: as root that could be any folder of the machine.
   */
  root: string;
  /**
   * Where a process cannot be looked for (it ran in another container), a heartbeat as old as this says that it is
   * dead.
   */
  deadAfterMs: number;
  onSetAside?: OnSetAside;
  /** On which it is seen who is alive. */
  machine?: Machine;
}

const BATCH_ROWS = 4_000;

/**
 * Enters an instance where the others see it, and marks its journal as this process's.
 *
 * @param id names its folder, too
 * @param runId the run of this process
 */
export async function announceInstance(
  { store, root, machine = THIS_MACHINE }: Pick<Recovery, "store" | "root" | "machine">,
  id: string,
  runId: string | null = null,
): Promise<void> {
  const journalDir = path.join(root, id);
  const { host, pid } = machine.self();
  if (runId !== null) await store.enterRun(runId, host);
  // First: who starts in another container meanwhile would take a journal for a dead one's whose instance is not known.
  await store.registerInstance({
    id,
    run_id: runId,
    host,
    pid,
    journal_dir: path.resolve(journalDir),
  });
  try {
    ownFolder(journalDir, runId ?? undefined, machine);
  } catch (error) {
    // It is tried again under another name.
    removeJournal(journalDir);
    await store.retireButUntold(id, nothingUntold(root)).catch(() => {});
    throw error;
  }
}

const runOf = (owner: Owner | "unreadable" | null): string | null =>
  (owner !== null && owner !== "unreadable" && owner.run) || null;

/**
 * Writes what a dead instance's journal still holds, settles its leases and frees the rest of them, but for what rows
 * have spent that cannot be written. Those that were refused while it lived are not tried again: they are set aside
 * already. Several may try at once: the rows are idempotent, and retiring twice changes nothing.
 *
 * @throws {UnknownJournal} when it cannot be read here; nothing has happened then
 */
async function adopt(
  { store, root, onSetAside = () => {} }: Recovery,
  id: string,
): Promise<number> {
  const journalDir = path.join(root, id);
  const runId = runOf(readOwner(journalDir)) ?? (await store.findInstance(id))?.run_id ?? null;
  const unreadable: string[] = [];
  const spent = new Map<string, number>();
  let refusals = 0;
  const by = { instanceId: id, runId };
  const heads: string[] = [];
  const left = readLeftBehind(journalDir, (line, isHead) =>
    (isHead ? heads : unreadable).push(line),
  );
  // Whoever was quicker has retired its instance, too.
  if (left === null) return 0;
  const { rows, refused: refusedBefore } = left;
  const noteSpent = ({ leased, keyId }: RequestRow) =>
    leased && spent.set(keyId, (spent.get(keyId) ?? 0) + 1);
  refusedBefore.forEach(noteSpent);
  for (let i = 0; i < rows.length; i += BATCH_ROWS) {
    // One row that is never taken must not keep the whole instance from starting.
    const refused = (row: RequestRow, err: unknown) => {
      setRowAside(root, row);
      refusals++;
      noteSpent(row);
      onSetAside({ instance: id, requestId: row.id, err }, "a log row was refused and set aside");
    };
    await writeRowsOrRefuse(store, by, rows.slice(i, i + BATCH_ROWS), refused);
  }
  // Only now, as all of it may be tried again until here.
  const damaged = [...heads, ...unreadable];
  for (const line of damaged) setLineAside(root, line);
  if (damaged.length > 0) {
    onSetAside(
      { instance: id, lines: damaged.length },
      "lines of a journal cannot be read and are set aside",
    );
  }
  const untold = { byKey: spent, unreadable: unreadable.length, keptIn: path.resolve(root) };
  const setAside = { before: refusedBefore.length, now: refusals + unreadable.length };
  await store.retireButUntold(id, untold, { id: runId, setAside });
  removeJournal(journalDir);
  return rows.length;
}

/**
 * Replays journals that dead processes left under `root`. Called before an instance admits
 * anything, so that what its predecessor admitted is counted first.
 *
 * @returns how many rows were read back
 * @throws {UnknownJournal} for one of a program that wrote its rows in another form
 */
export async function replayLeftJournals(recovery: Recovery): Promise<number> {
  const { root } = recovery;
  if (!fs.existsSync(root)) return 0;
  let replayed = 0;
  for (const { name: id } of fs.readdirSync(root, { withFileTypes: true }).filter(isJournal)) {
    const owner = readOwner(path.join(root, id));
    if (owner === "unreadable") continue;
    if (!(await isDead(recovery, id, owner))) continue;
    replayed += await adopt(recovery, id);
  }
  return replayed;
}

async function isDead(
  { store, deadAfterMs, machine = THIS_MACHINE }: Recovery,
  id: string,
  owner: Owner | null,
): Promise<boolean> {
  if (owner !== null && isNeighbour(owner, machine)) return !machine.isRunning(owner);
  // Nobody knows an instance whose process died while it made its journal. One of which something has spoilt the mark
  // may live.
  return store.isSilent(id, deadAfterMs);
}

/**
 * Ends an instance of this process, all of whose rows are in the database or were refused. What its leases still hold is
 * free again, but for what refused rows have spent. Where it was ended before, nothing happens.
 *
 * @param spent by refused rows, of each key
 * @param run that ends with it; left out where it goes on, or says itself how it ended
 */
export async function retireOwn(
  { store, root }: Pick<Recovery, "store" | "root">,
  id: string,
  spent: ReadonlyMap<string, number>,
  run?: RunSettled,
): Promise<void> {
  await store.retireButUntold(id, { ...nothingUntold(root), byKey: spent }, run);
}

/** All that an instance has admitted is in the log, or in its leases. */
const nothingUntold = (root: string) => ({
  byKey: new Map<string, number>(),
  unreadable: 0,
  keptIn: path.resolve(root),
});

/** A folder that is no link, and has an instance's name. */
const isJournal = (entry: fs.Dirent) => entry.isDirectory() && isInstanceId(entry.name);

/**
 * Takes over from instances whose heartbeat stopped, where their journal is one of ours. Where it is not
 * (another machine, another data directory), their leases stay until a process of that place comes back:
 * what was spent of them is known only to that journal, and a quota must never admit one too many.
 *
 * @returns the instances that were retired
 */
export async function adoptDeadInstances(recovery: Recovery): Promise<InstanceRow[]> {
  const retired: InstanceRow[] = [];
  for (const instance of await recovery.store.deadInstances(recovery.deadAfterMs)) {
    if (await takeOver(recovery, instance)) retired.push(instance);
  }
  return retired;
}

async function takeOver(recovery: Recovery, instance: InstanceRow): Promise<boolean> {
  const { store, root, onSetAside = () => {}, machine = THIS_MACHINE } = recovery;
  const { id } = instance;
  const dir = path.join(path.resolve(root), id);
  // Settled, and kept for what of it cannot be written.
  if (instance.journal_dir === path.resolve(root)) return false;
  const found = fs.lstatSync(dir, { throwIfNoEntry: false });
  if (found === undefined) {
    // Asked again: whoever has settled its journal meanwhile may have kept it.
    const current = await store.findInstance(id);
    // Settled and removed, if this is where it was, and there is a folder in which it could be missing.
    const { host, journal_dir } = current ?? instance;
    const wasHere = host === machine.self().host && journal_dir === dir;
    if (!wasHere || !fs.existsSync(root)) return false;
    if (current) {
      const setAside = { before: 0, now: 0 };
      await store.retireButUntold(id, nothingUntold(root), { id: current.run_id, setAside });
    }
    return true;
  }
  const owner = found.isDirectory() ? readOwner(dir) : "unreadable";
  if (owner === "unreadable") return false;
  if (owner !== null && isNeighbour(owner, machine) && machine.isRunning(owner)) return false;
  try {
    await adopt(recovery, id);
  } catch (err) {
    if (!(err instanceof UnknownJournal)) throw err;
    if (!toldOf.has(dir)) onSetAside({ instance: id, err }, "a dead instance's leases must stay");
    toldOf.add(dir);
    return false;
  }
  return true;
}

/** Journals that cannot be read here. They are met every few seconds, and told of once. */
const toldOf = new Set<string>();
