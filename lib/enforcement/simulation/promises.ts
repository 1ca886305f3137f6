import { QUOTA_NAMES } from "@/lib/quota-windows";
import { MINUTE_MS } from "@/lib/time/minutes";
import type { Chance } from "./chance";
import type { BudgetModel } from "./database-model";
import type { Outcome } from "./instance-model";
import { FAIR, type World } from "./world";

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
  /** What instances do every few seconds. */
  tidyOnce(): void;
}

/** By now every request of before is answered, and its row is in the database. */
export const SETTLE_MS = 12_000;
export const TIDY_MS = 3_000;
/** Longer than an idle lease is kept. */
const LONGER_THAN_IDLE_MS = 62_000;
const BEFORE_IDLE_MS = [TIDY_MS, TIDY_MS, TIDY_MS];
const AFTER_IDLE_MS = [TIDY_MS, TIDY_MS, TIDY_MS, TIDY_MS];
/** Longer than a request or two in fair weather, shorter than a bucket. */
const PROBE_MS = 4_000;

/** Waits for fair weather and for everything that is under way, far from a minute's edge. */
async function settle(run: Run): Promise<void> {
  const { world } = run;
  world.weather = { ...FAIR };
  for (let ms = 0; ms < SETTLE_MS; ms += TIDY_MS) {
    await run.pass(TIDY_MS);
    run.tidyOnce();
  }
  await run.pass(1_000);
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
  let outcome: Outcome | undefined;
  run.send(0, (heard) => (outcome = heard));
  await run.pass(PROBE_MS + SETTLE_MS);
  const expected = left === 0 ? "refused" : "admitted";
  if (outcome !== undefined && outcome !== expected) {
    throw new Error(`at rest, with room for ${left ?? "any"}, a request was ${outcome}`);
  }
}

/** At the end of a run: nothing is stranded, all that is left can be had, and the books agree. */
export async function audit(run: Run): Promise<void> {
  const { database, faults, instances } = run.world;
  await settle(run);
  if (instances.length === 0) run.startInstance();
  // Every few seconds would find the same, and was half of all events.
  for (const ms of [...BEFORE_IDLE_MS, LONGER_THAN_IDLE_MS, ...AFTER_IDLE_MS]) {
    run.tidyOnce();
    await run.pass(ms);
  }
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
  let admitted = 0;
  for (let i = 0; i < left + 3; i++) {
    run.send(0, (outcome) => {
      if (outcome === "admitted") admitted++;
    });
    await run.pass(run.chance.between(0, 400));
  }
  await run.pass(5_500);
  if (admitted !== left) throw new Error(`${admitted} admitted where the quotas left ${left}`);
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
