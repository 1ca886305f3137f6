import type { KeyLease } from "./key-lease";

/**
 * Leases of which the database may believe something else than their holder: the answer to a grant
 * or a release was lost, or a later statement overtook it. Without this they would stay leased to
 * nobody until the holder is restarted: too few would be admitted, though never too many.
 */
export class LeaseDoubts {
  /** As many as one statement tells the database of. */
  static readonly MAX_AT_ONCE = 1_000;

  private readonly leases = new Set<KeyLease>();
  /** Taken, and not answered for yet. */
  private readonly taken = new Set<KeyLease>();

  get size(): number {
    return this.leases.size;
  }

  /** Whether there is doubt, or it is just being resolved. */
  has(lease: KeyLease): boolean {
    return this.leases.has(lease) || this.taken.has(lease);
  }

  add(lease: KeyLease): void {
    this.leases.add(lease);
  }

  clear(): void {
    this.leases.clear();
    this.taken.clear();
  }

  /** What was taken is answered for. */
  resolve(): void {
    this.taken.clear();
  }

  /**
   * Takes out leases about which nothing is on its way, until `resolve`.
   * @param isBusy whether something is
   * @returns by key, all that is held of it and not settled
   */
  take(isBusy: (lease: KeyLease) => boolean): Map<string, number> {
    const held = new Map<string, number>();
    for (const lease of this.leases) {
      if (held.size === LeaseDoubts.MAX_AT_ONCE) break;
      if (isBusy(lease)) continue;
      this.leases.delete(lease);
      this.taken.add(lease);
      held.set(lease.keyId, lease.unspent + lease.unsettled);
    }
    return held;
  }
}
