import type { KeyLease } from "./key-lease";

/** As many as one statement tells the database of. */
const MAX_AT_ONCE = 1_000;

/**
 * Leases of which the database may believe something else than their holder: the answer to a grant
 * or a release was lost, or a later statement overtook it. Without this they would stay leased to
 * nobody until the holder is restarted: too few would be admitted, though never too many.
 */
export class LeaseDoubts {
  private readonly leases = new Set<KeyLease>();

  get size(): number {
    return this.leases.size;
  }

  has(lease: KeyLease): boolean {
    return this.leases.has(lease);
  }

  add(lease: KeyLease): void {
    this.leases.add(lease);
  }

  clear(): void {
    this.leases.clear();
  }

  /**
   * Takes out leases about which nothing is on its way.
   * @param isBusy whether something is
   * @returns by key, all that is held of it and not settled
   */
  take(isBusy: (lease: KeyLease) => boolean): Map<string, number> {
    const held = new Map<string, number>();
    for (const lease of this.leases) {
      if (held.size === MAX_AT_ONCE) break;
      if (isBusy(lease)) continue;
      this.leases.delete(lease);
      held.set(lease.keyId, lease.unspent + lease.unsettled);
    }
    return held;
  }
}
