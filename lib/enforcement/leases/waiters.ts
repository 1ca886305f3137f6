import type { ReachedQuota } from "../decision/decide";
import type { Lease } from "./machine";

export type Reservation =
  | { ok: true }
  | { ok: false; reached: ReachedQuota }
  /** The key went away while we asked. */
  | { ok: false; reached: null };

/** A request that waits for an admission. */
export interface Waiter {
  done: (reservation: Reservation) => void;
  fail: (error: unknown) => void;
}

const NOBODY: readonly Waiter[] = [];

/** Who waits for an admission, by lease. A lease knows how many they are. */
export class Waiters {
  private readonly queues = new Map<Lease, Waiter[]>();

  add(lease: Lease, waiter: Waiter): void {
    const queue = this.queues.get(lease);
    if (queue) queue.push(waiter);
    else this.queues.set(lease, [waiter]);
  }

  /** Takes out those who have waited longest. */
  take(lease: Lease, atMost = Infinity): readonly Waiter[] {
    const queue = this.queues.get(lease) ?? NOBODY;
    if (atMost < queue.length) return (queue as Waiter[]).splice(0, atMost);
    this.queues.delete(lease);
    return queue;
  }

  /** Takes out everybody. */
  takeAll(): readonly Waiter[] {
    const all = [...this.queues.values()].flat();
    this.queues.clear();
    return all;
  }
}
