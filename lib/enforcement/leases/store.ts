import type { QuotaName } from "@/lib/quota-windows";

/** What the database answers to a wish for admissions. Instants are Unix milliseconds. */
export interface Grant {
  granted: number;
  /** Set where nothing could be granted: the first quota in the order of checks that is full. */
  reached: QuotaName | null;
  /** When that quota has room again; null: nobody knows, or never. */
  freesAtMs: number | null;
  /** Another holder has unspent admissions, which a recall may bring back. */
  recallable: boolean;
  /** Leased out in all before this grant. */
  leased: number;
  used: Record<QuotaName, number>;
  /** When the oldest counted request leaves each window; null where unset or empty. */
  resetsAtMs: Record<QuotaName, number | null>;
}

/**
 * Leases as the database keeps them, for this instance. Each statement about a lease has a number. A statement that
 * arrives after one with a higher number does nothing.
 */
export interface LeaseStore {
  /** Null: there is no such key any more. */
  grant(statement: number, keyId: string, want: number, ahead: number): Promise<Grant | null>;
  /**
   * Gives unspent admissions of keys back. It says besides that this instance holds no more of them.
   * @returns the keys of which the database took nothing back
   */
  release(statement: number, amounts: ReadonlyMap<string, number>): Promise<string[]>;
  /**
   * Says what this instance holds of keys, spent or not, that no log row has settled.
   * @returns the keys of which the database did not take it
   */
  restate(statement: number, held: ReadonlyMap<string, number>): Promise<string[]>;
  /** Asks every instance to give back what it has not spent of the key's budget. */
  recall(keyId: string): Promise<void>;
}
