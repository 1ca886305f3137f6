import { byRolling, QUOTA_NAMES, type QuotaName } from "@/lib/quota-windows";
import { isCapped, type Quotas } from "../decision/facts";
import { Batch } from "@/lib/requests/writing/batch";
import type { RequestRow } from "@/lib/requests/journal/row";
import type { RequestBatch } from "@/lib/requests/store";
import type { Grant } from "../leases/store";
import { freesAt, grantable, usedInWindow, WINDOW_MS } from "../decision/windows";

/** Keys that share a budget, as a rotated key and its replacement do. */
export interface BudgetModel {
  keyIds: string[];
  quotas: Quotas;
}

interface Lease {
  keyId: string;
  instanceId: string;
  amount: number;
  statement: number;
  isRecalled: boolean;
}

/** A statement about what an instance holds of a key. */
interface About {
  keyId: string;
  instanceId: string;
  statement: number;
}

/**
 * What the SQL of db/functions and db/queries does, in memory: each method is
 * one statement, which happens at one moment. Instants are Unix milliseconds.
 */
export class DatabaseModel {
  /** The ids of log rows. */
  readonly logged = new Set<string>();
  readonly instances = new Set<string>();
  /** Of all changes. */
  version = 0;
  private readonly minutes = new Map<string, Map<number, number>>();
  private readonly leases = new Map<string, Lease>();

  constructor(
    private readonly budget: BudgetModel,
    private readonly now: () => number,
  ) {}

  /** An update of the budget's keys. @returns whether they had no quota before */
  setQuotas(quotas: Quotas): boolean {
    const isFirst = !isCapped(this.budget.quotas) && isCapped(quotas);
    this.budget.quotas = quotas;
    this.version++;
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
  grant({ keyId, instanceId, statement }: About, want: number, ahead: number) {
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
        if (!this.instances.has(instanceId)) throw new Error("foreign_key_violation");
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
  release(instanceId: string, statement: number, amounts: ReadonlyMap<string, number>): string[] {
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
  restate(instanceId: string, statement: number, held: ReadonlyMap<string, number>): string[] {
    if (!this.instances.has(instanceId)) throw new Error("foreign_key_violation");
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
  copyMissing(instanceId: string, rows: readonly RequestRow[]): void {
    const missing = rows.filter(({ id }) => !this.logged.has(id));
    if (missing.length > 0) this.copy(instanceId, Batch.of(missing).forCopy());
  }

  /** copyRequests. @throws when one of the rows is there already; then none of them is kept */
  copy(instanceId: string, { bytes, minutes, totals }: RequestBatch): void {
    const ids = idsIn(bytes);
    if (ids.some((id) => this.logged.has(id))) throw new Error("unique_violation");
    for (const id of ids) this.logged.add(id);
    minutes.keyId.forEach((keyId, i) => {
      this.count(keyId, minutes.startMs[i]!, minutes.counted[i]!);
    });
    totals.keyId.forEach((keyId, i) => this.settle(keyId, instanceId, totals.spent[i]!));
  }

  /** retireInstance */
  retire(instanceId: string): void {
    for (const [at, lease] of this.leases) {
      if (lease.instanceId === instanceId) this.leases.delete(at);
    }
    this.instances.delete(instanceId);
  }
}

/** Of lines that were never torn: to parse all of each took a tenth of the whole simulation. */
const idsIn = (lines: Buffer): string[] =>
  lines
    .toString()
    .split("\n")
    .slice(0, -1)
    .map((line) => line.slice(0, line.indexOf("\t")));
