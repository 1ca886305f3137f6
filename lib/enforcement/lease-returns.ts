/**
 * What is on its way back to the database, by key. Of one key nothing is sent before what was sent
 * last is through: an answer to a recall that overtook what is given back would let the asker refuse
 * what the quota has room for.
 */
export class LeaseReturns {
  private readonly underWay = new Map<string, Promise<void>>();

  /** Resolves when what is on its way of a key now is through; undefined where nothing is. */
  of(keyId: string): Promise<void> | undefined {
    return this.underWay.get(keyId);
  }

  has(keyId: string): boolean {
    return this.underWay.has(keyId);
  }

  /** @param send must not reject */
  inTurn(keyIds: readonly string[], send: () => Promise<void>): void {
    const before = new Set(keyIds.flatMap((keyId) => this.underWay.get(keyId) ?? []));
    const sent = before.size === 0 ? send() : Promise.all(before).then(send);
    const through: Promise<void> = sent.finally(() => {
      for (const keyId of keyIds) {
        if (this.underWay.get(keyId) === through) this.underWay.delete(keyId);
      }
    });
    for (const keyId of keyIds) this.underWay.set(keyId, through);
  }
}
