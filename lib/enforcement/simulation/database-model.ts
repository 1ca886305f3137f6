import { byQuotaCode, byRolling, QUOTA_NAMES, type QuotaName } from "@/lib/quota-windows";
import type { RequestRow } from "@/lib/requests/journal/row";
import type { InstanceRow, RequestBatch, RowStore, Writing } from "@/lib/requests/store";
import { isCapped, type Quotas } from "../decision/facts";
import { freesAt, grantable, usedInWindow, WINDOW_MS } from "../decision/windows";
import type { Grant } from "../leases/store";
import type { EnforcementStore, Heartbeat, KeyRow } from "../store";

/** Keys that share a budget, as a rotated key and its replacement do. */
export interface BudgetModel {
  keyIds: string[];
  quotas: Quotas;
}

type Untold = Parameters<RowStore["retireButUntold"]>[1];
type LeaseOf<Method extends "grantLease" | "releaseLeases" | "restateLeases"> = Parameters<
  EnforcementStore[Method]
>[0];

/** What PostgreSQL says of a row that is there already, and of one whose instance is not. */
const violation = (code: string) =>
  Object.assign(new Error(`violates a constraint (${code})`), { name: "PostgresError", code });
const UNIQUE = "23505";
const FOREIGN_KEY = "23503";

interface Lease {
  keyId: string;
  instanceId: string;
  amount: number;
  statement: number;
  isRecalled: boolean;
}

/**
 * What the SQL of db/functions and db/queries does, in memory: each method is
 * one statement, which happens at one moment. Instants are Unix milliseconds.
 */
export class DatabaseModel {
  /** The ids of log rows. */
  readonly logged = new Set<string>();
  readonly instances = new Map<string, InstanceRow & { heartbeatAtMs: number }>();
  /** Of all changes. */
  version = 0;
  /** Instances that ended when somebody else had read their journal. */
  takeovers = 0;
  /** Rows that were written after a first attempt, by whoever has them. */
  replayed = 0;
  private readonly minutes = new Map<string, Map<number, number>>();
  private readonly leases = new Map<string, Lease>();
  private readonly listeners = new Set<(payload: string) => void>();
  private keys: ReadonlyMap<string, KeyRow>;

  constructor(
    private readonly budget: BudgetModel,
    private readonly now: () => number,
  ) {
    this.keys = keysOf(budget);
  }

  /** Hears of changes and recalls. @returns ends it */
  listen(listener: (payload: string) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private notify(notice: object): void {
    const payload = JSON.stringify(notice);
    for (const listener of this.listeners) listener(payload);
  }

  /** beatOnce */
  beat(instanceId: string, deadAfterMs: number): Heartbeat {
    const nowMs = this.now();
    const instance = this.instances.get(instanceId);
    if (instance) instance.heartbeatAtMs = nowMs;
    let live = 0;
    for (const each of this.instances.values()) {
      if (each.heartbeatAtMs > nowMs - deadAfterMs) live++;
    }
    const isAlive = instance !== undefined;
    return { version: this.version, nowMs, isAlive, live, isWhole: true };
  }

  /** findKeyForRequest; a key's hash is its id here. */
  findKey(hash: string): KeyRow | null {
    return this.keys.get(hash) ?? null;
  }

  /** An update of the budget's keys. @returns whether they had no quota before */
  setQuotas(quotas: Quotas): boolean {
    const isFirst = !isCapped(this.budget.quotas) && isCapped(quotas);
    this.budget.quotas = quotas;
    this.keys = keysOf(this.budget);
    this.notify({ v: ++this.version, keys: this.budget.keyIds });
    return isFirst;
  }

  private leasesOfBudget(): Lease[] {
    return [...this.leases.values()].filter(({ keyId }) => this.budget.keyIds.includes(keyId));
  }

  /** What is leased of the budget, by the instances that `holds` chooses. */
  leased(holds: (instanceId: string) => boolean = () => true): number {
    return this.leasesOfBudget()
      .filter(({ instanceId }) => holds(instanceId))
      .reduce((sum, { amount }) => sum + amount, 0);
  }

  private bucketsOfBudget(): Map<number, number> {
    const sum = new Map<number, number>();
    for (const keyId of this.budget.keyIds) {
      for (const [minute, n] of this.minutes.get(keyId) ?? []) {
        sum.set(minute, (sum.get(minute) ?? 0) + n);
      }
    }
    return sum;
  }

  used(): Record<QuotaName, number> {
    const buckets = this.bucketsOfBudget();
    const nowMs = this.now();
    let total = 0;
    for (const n of buckets.values()) total += n;
    return {
      total,
      ...byRolling((name) => usedInWindow(buckets, nowMs, WINDOW_MS[name])),
    };
  }

  /** latchkey_grant, by grantLease */
  grant({ keyId, instanceId, statement, want, ahead }: LeaseOf<"grantLease">): Grant {
    const nowMs = this.now();
    const { quotas } = this.budget;
    const used = this.used();
    const leased = this.leased();
    const rooms = QUOTA_NAMES.flatMap((name) => {
      const quota = quotas[name];
      return quota === null ? [] : [quota - used[name] - leased];
    });
    const room = rooms.length === 0 ? want : Math.min(...rooms);
    const buckets = this.bucketsOfBudget();
    const grant: Grant = {
      granted: grantable(room, want, ahead),
      reached: null,
      freesAtMs: null,
      recallable: false,
      leased,
      used,
      resetsAtMs: {
        total: null,
        ...byRolling((name) => freesAt(buckets, nowMs, WINDOW_MS[name], 0, 0)),
      },
    };
    if (room > 0) {
      if (grant.granted > 0) {
        // A foreign key: a statement that outlives its instance leases nothing.
        if (!this.instances.has(instanceId)) throw violation(FOREIGN_KEY);
        const at = `${keyId} ${instanceId}`;
        const held = this.leases.get(at);
        if (held && held.statement >= statement) grant.granted = 0;
        else {
          const amount = (held?.amount ?? 0) + grant.granted;
          this.leases.set(at, { keyId, instanceId, statement, amount, isRecalled: false });
        }
      }
      return grant;
    }
    const name = QUOTA_NAMES.find((name) => {
      const quota = quotas[name];
      return quota !== null && used[name] + leased >= quota;
    })!;
    grant.reached = name;
    if (name !== "total") {
      const limit = quotas[name]!;
      grant.freesAtMs = freesAt(buckets, nowMs, WINDOW_MS[name], used[name] + leased, limit);
    }
    grant.recallable = this.leasesOfBudget().some(
      (lease) =>
        lease.amount > 0 &&
        !lease.isRecalled &&
        !(lease.keyId === keyId && lease.instanceId === instanceId),
    );
    return grant;
  }

  /** releaseLeases */
  release({ instanceId, statement, amounts }: LeaseOf<"releaseLeases">): string[] {
    const untaken: string[] = [];
    for (const [keyId, returned] of amounts) {
      const lease = this.leases.get(`${keyId} ${instanceId}`);
      if (!lease || lease.amount <= 0 || lease.statement >= statement) {
        untaken.push(keyId);
        continue;
      }
      const amount = Math.max(0, lease.amount - returned);
      Object.assign(lease, { amount, statement, isRecalled: true });
    }
    return untaken;
  }

  /** restateLeases */
  restate({ instanceId, statement, held }: LeaseOf<"restateLeases">): string[] {
    if (!this.instances.has(instanceId)) throw violation(FOREIGN_KEY);
    const overtaken: string[] = [];
    for (const [keyId, amount] of held) {
      const at = `${keyId} ${instanceId}`;
      const lease = this.leases.get(at);
      if (lease && lease.statement >= statement) overtaken.push(keyId);
      else if (lease) Object.assign(lease, { amount, statement });
      else this.leases.set(at, { keyId, instanceId, statement, amount, isRecalled: false });
    }
    return overtaken;
  }

  /** recallLeases */
  recall(keyId: string): void {
    if (!this.budget.keyIds.includes(keyId)) return;
    const held = this.leasesOfBudget().filter(({ amount }) => amount > 0);
    const recall = [...new Set(held.map((lease) => lease.keyId))];
    if (recall.length > 0) this.notify({ recall });
  }

  private count(keyId: string, minute: number, counted: number): void {
    let minutes = this.minutes.get(keyId);
    if (!minutes) this.minutes.set(keyId, (minutes = new Map()));
    minutes.set(minute, (minutes.get(minute) ?? 0) + counted);
  }

  private settle(keyId: string, instanceId: string, spent: number): void {
    const lease = this.leases.get(`${keyId} ${instanceId}`);
    if (lease) lease.amount = Math.max(0, lease.amount - spent);
  }

  /** copyMissingRequests: rows that are there already change nothing. */
  copyMissing(
    by: Writing,
    rows: readonly RequestRow[],
    batchOf: (rows: readonly RequestRow[]) => RequestBatch,
  ): void {
    const known = new Set<string>();
    const missing = rows.filter(
      ({ id }) => !this.logged.has(id) && !known.has(id) && known.add(id),
    );
    this.replayed += missing.length;
    if (missing.length > 0) this.copy(by, batchOf(missing));
  }

  /** copyRequests. @throws when one of the rows is there already; then none of them is kept */
  copy({ instanceId }: Writing, { bytes, minutes, totals }: RequestBatch): void {
    const ids = idsIn(bytes);
    if (ids.some((id) => this.logged.has(id))) throw violation(UNIQUE);
    for (const id of ids) this.logged.add(id);
    minutes.keyId.forEach((keyId, i) => {
      this.count(keyId, minutes.startMs[i]!, minutes.counted[i]!);
    });
    totals.keyId.forEach((keyId, i) => this.settle(keyId, instanceId, totals.spent[i]!));
  }

  /** registerInstance */
  register(row: InstanceRow): void {
    if (this.instances.has(row.id)) throw violation(UNIQUE);
    this.instances.set(row.id, { ...row, heartbeatAtMs: this.now() });
  }

  findInstance(id: string): InstanceRow | null {
    return this.instances.get(id) ?? null;
  }

  deadInstances(afterMs: number): InstanceRow[] {
    return [...this.instances.values()].filter(({ id }) => this.isSilent(id, afterMs));
  }

  isSilent(id: string, afterMs: number): boolean {
    const heartbeatAtMs = this.instances.get(id)?.heartbeatAtMs ?? -Infinity;
    return heartbeatAtMs < this.now() - afterMs;
  }

  /**
   * What is kept is leased to a name that nobody has.
   * @param isByAnother it did not end by itself
   */
  retireButUntold(
    instanceId: string,
    { byKey, unreadable, keptIn }: Untold,
    isByAnother: boolean,
  ): void {
    const instance = this.instances.get(instanceId);
    if (!instance) return;
    if (isByAnother) this.takeovers++;
    const keeper = `keeper of ${instanceId}`;
    for (const [at, lease] of [...this.leases]) {
      if (lease.instanceId !== instanceId) continue;
      this.leases.delete(at);
      const amount = Math.min(lease.amount, unreadable + (byKey.get(lease.keyId) ?? 0));
      if (amount === 0) continue;
      this.leases.set(`${lease.keyId} ${keeper}`, { ...lease, instanceId: keeper, amount });
      this.instances.set(keeper, { ...instance, id: keeper, journal_dir: keptIn });
    }
    this.instances.delete(instanceId);
  }
}

function keysOf({ keyIds, quotas }: BudgetModel): ReadonlyMap<string, KeyRow> {
  return new Map(
    keyIds.map((id) => [
      id,
      {
        id,
        alias: id,
        category: "",
        active: true,
        deactivate_at: null,
        expires_at: null,
        account_id: "account",
        account_name: "account",
        suspended: false,
        plan: "plan",
        per_second: 1_000_000,
        per_minute: 1_000_000,
        ...byQuotaCode((name) => quotas[name]?.toString() ?? null),
      },
    ]),
  );
}

/** Of lines that were never torn: to parse all of each took a tenth of the whole simulation. */
const idsIn = (lines: Buffer): string[] =>
  lines
    .toString()
    .split("\n")
    .slice(0, -1)
    .map((line) => line.slice(0, line.indexOf("\t")));
