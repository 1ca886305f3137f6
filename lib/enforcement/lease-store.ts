import type { Grant } from "./key-lease";

/**
 * Leases as the database keeps them, for this instance. What is said of a lease is numbered: a
 * statement that comes after one with a higher number does nothing.
 */
export interface LeaseStore {
  /** Null: there is no such key any more. */
  grant(statement: number, keyId: string, want: number, ahead: number): Promise<Grant | null>;
  /**
   * Gives unspent admissions of keys back, and says that this instance holds no more of them.
   * @returns the keys of which nothing was taken back
   */
  release(statement: number, amounts: ReadonlyMap<string, number>): Promise<string[]>;
  /**
   * Says what this instance holds of keys, spent or not, that no log row has settled.
   * @returns the keys of which it was not taken
   */
  restate(statement: number, held: ReadonlyMap<string, number>): Promise<string[]>;
  /** Asks every instance to give back what it has not spent of the key's budget. */
  recall(keyId: string): Promise<void>;
}
