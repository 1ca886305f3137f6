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
  /** Of which the database is being told. */
  private readonly told = new Set<KeyLease>();

  get size(): number {
    return this.leases.size;
  }

  /** Whether there is doubt, or it is just being resolved. */
  has(lease: KeyLease): boolean {
    return this.leases.has(lease) || this.told.has(lease);
  }

  add(lease: KeyLease): void {
    this.leases.add(lease);
  }

  clear(): void {
    this.leases.clear();
    this.told.clear();
  }

  /**
   * Tells of all leases about which nothing is on its way; the others stay in doubt, and so do those
   * of which it was not taken.
   *
   * @param isBusy whether something is on its way
   * @param tell takes, by key, all that is held of it and not settled; gives the keys of which it
   *   was not taken
   * @throws what `tell` throws
   */
  async resolve(
    isBusy: (lease: KeyLease) => boolean,
    tell: (held: ReadonlyMap<string, number>) => Promise<readonly string[]>,
  ): Promise<void> {
    for (let rest = this.leases.size; rest > 0; rest -= MAX_AT_ONCE) {
      const idle = [...this.leases].filter((lease) => !isBusy(lease)).slice(0, MAX_AT_ONCE);
      if (idle.length > 0) await this.resolveThese(idle, tell);
    }
  }

  private async resolveThese(
    leases: readonly KeyLease[],
    tell: (held: ReadonlyMap<string, number>) => Promise<readonly string[]>,
  ): Promise<void> {
    const held = new Map<string, number>();
    for (const lease of leases) {
      this.leases.delete(lease);
      this.told.add(lease);
      held.set(lease.keyId, lease.unspent + lease.unsettled);
    }
    let untaken: Iterable<string> = held.keys();
    try {
      untaken = await tell(held);
    } finally {
      const again = new Set(untaken);
      for (const lease of leases) {
        // Where all were dropped meanwhile there is nothing to doubt any more.
        const wasKept = this.told.delete(lease);
        if (wasKept && again.has(lease.keyId)) this.leases.add(lease);
      }
    }
  }
}
