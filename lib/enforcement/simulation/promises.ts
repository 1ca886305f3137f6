import { QUOTA_NAMES } from "@/lib/quota-windows";
import { MINUTE_MS } from "@/lib/time/minutes";
import type { Quotas } from "../decision/facts";
import type { Chance } from "./chance";
import type { BudgetModel } from "./database-model";
import type { Outcome } from "./instance-model";
import { FAIR, NO_QUOTAS, type World } from "./world";

/* What must hold in a run: each check throws an Error that names the promise which is broken. */

/** What a check may see and do of a run. */
export interface Run {
  readonly world: World;
  readonly budget: BudgetModel;
  readonly chance: Chance;
  /** Time goes by. */
  pass(ms: number): Promise<void>;
  /** Sends a request in `inMs`; nobody answers it if its instance dies. */
  send(inMs: number, hear: (outcome: Outcome) => void): void;
  startInstance(): void;
  edit(quotas: Quotas): Promise<void>;
}

/**
 * By now every request of before is answered, its row is in the database, and who has died is replaced: even if the last
 * heartbeat came late.
 */
export const SETTLE_MS = 24_000;
/** Longer than an idle lease is kept, and than it takes to give it back. */
const LONGER_THAN_IDLE_MS = 75_000;
/** Longer than a request or two in fair weather, shorter than a bucket. */
const PROBE_MS = 4_000;

/** By then what was answered is written, and an edit known everywhere. */
const KNOWN_MS = 1_000;
/** Longer than any request takes in fair weather. */
const ANSWERED_MS = 5_500;

/** Waits for fair weather and for everything that is under way, far from a minute's edge. */
async function settle(run: Run): Promise<void> {
  const { world } = run;
  world.weather = { ...FAIR };
  await run.pass(SETTLE_MS);
  const leftMs = MINUTE_MS - (world.databaseNow() % MINUTE_MS);
  if (leftMs < 40_000) await run.pass(leftMs + 1);
}

const isDead = ({ world }: Run, id: string) =>
  !world.instances.some((instance) => instance.id === id);

/** What the quotas allow but for what the dead hold; null: anything. */
function room(run: Run): number | null {
  const { database } = run.world;
  const { quotas } = run.budget;
  const used = database.used();
  const held = database.leased((id) => isDead(run, id));
  const rooms = QUOTA_NAMES.flatMap((name) =>
    quotas[name] === null ? [] : [quotas[name] - used[name] - held],
  );
  return rooms.length === 0 ? null : Math.max(0, Math.min(...rooms));
}

/** With everything at rest, a request is admitted exactly if there is room. */
export async function probe(run: Run): Promise<void> {
  await settle(run);
  const left = room(run);
  const held = run.world.database.leased((id) => !isDead(run, id));
  let outcome: Outcome | undefined;
  run.send(0, (heard) => (outcome = heard));
  await run.pass(PROBE_MS + SETTLE_MS);
  if (outcome === undefined) return;
  // What was in flight when the first quota was set, and was counted later, may have left a lease that has no room.
  if (left === 0 && held > 0 && outcome === "admitted") return;
  const expected = left === 0 ? "refused" : "admitted";
  if (outcome !== expected) {
    throw new Error(`at rest, with room for ${left ?? "any"}, a request was ${outcome}`);
  }
}

/** At the end of a run: nothing is stranded, all that is left can be had, and the books agree. */
export async function audit(run: Run): Promise<void> {
  const { database, faults, instances } = run.world;
  await settle(run);
  if (instances.length === 0) run.startInstance();
  await run.pass(LONGER_THAN_IDLE_MS);
  const kept = database.leased((id) => !isDead(run, id));
  if (kept !== 0) throw new Error(`${kept} admissions stay leased to the idle`);
  const lost = database.leased((id) => isDead(run, id));
  if (lost !== 0) throw new Error(`${lost} admissions stay leased to the dead`);
  await settle(run);
  await fill(run);
  await run.pass(SETTLE_MS);
  if (faults.length > 0) throw new Error(faults[0]);
  checkBooks(run.world);
}

/** All that the quotas leave can be had, and not one more. */
async function fill(run: Run): Promise<void> {
  const left = room(run);
  if (left === null) return;
  await expectAll(run, left, run.chance.of([400, 20]));
  await crowd(run);
  const beyond = await sendAll(run, 3, 0);
  if (beyond > 0) throw new Error(`${beyond} admitted where the quotas left none`);
}

/** Many come at once: some are short of what others hold, or are just being granted. */
async function crowd(run: Run): Promise<void> {
  const callers = run.chance.whole(20, 60);
  await run.pass(KNOWN_MS);
  await run.edit({ ...NO_QUOTAS, total: run.world.database.used().total + callers });
  await run.pass(KNOWN_MS);
  await expectAll(run, callers, run.chance.of([10, 5, 2, 0.5]));
}

/** As many as there is room for: of more, some would be let in in the place of those who are refused wrongly. */
async function expectAll(run: Run, left: number, paceMs: number): Promise<void> {
  const admitted = await sendAll(run, left, paceMs);
  if (admitted !== left) throw new Error(`${admitted} admitted where the quotas left ${left}`);
}

/** @returns how many of them are admitted */
async function sendAll(run: Run, requests: number, paceMs: number): Promise<number> {
  let admitted = 0;
  for (let i = 0; i < requests; i++) {
    run.send(0, (outcome) => {
      if (outcome === "admitted") admitted++;
    });
    await run.pass(run.chance.between(0, paceMs));
  }
  await run.pass(ANSWERED_MS);
  return admitted;
}

/** No quota was exceeded, and log and counters say what happened, once each. */
function checkBooks({ database, truth }: World): void {
  const excess = truth.firstExcess();
  if (excess) throw new Error(excess);
  const ids = new Set(truth.answered.map(({ id }) => id));
  if (ids.size !== truth.answered.length) throw new Error("a request id was given twice");
  const missing = truth.answered.filter(({ id }) => !database.logged.has(id)).length;
  if (missing > 0) throw new Error(`${missing} answered requests are not in the log`);
  const invented = database.logged.size - ids.size;
  if (invented > 0) throw new Error(`${invented} rows in the log were never answered`);
  const counted = truth.answered.filter(({ counts }) => counts).length;
  if (database.used().total !== counted) {
    throw new Error(`${database.used().total} counted of ${counted} admissions`);
  }
}
