import type { KeyRow } from "@/db/queries/enforcement";
import type { RunTold } from "@/db/queries/runs";
import type { IpBlockRule } from "@/lib/env";
import type { RowStore } from "@/lib/requests/store";
import type { Grant } from "./leases/store";

export type { KeyRow } from "@/db/queries/enforcement";
export type { RunTold } from "@/db/queries/runs";

/** What a heartbeat is answered. */
export interface Heartbeat {
  /** Of all changes. */
  version: number;
  /** The database's clock, Unix milliseconds. */
  nowMs: number;
  /** False: the database does not know the instance, or not any more. */
  isAlive: boolean;
  /** Instances that were heard of lately, this one included. */
  live: number;
  /** False: a dump is being restored. */
  isWhole: boolean;
}

/** A statement about what an instance holds: of two of them, only the later one counts. */
export interface LeaseStatement {
  instanceId: string;
  /** Grows with each statement of the instance's. */
  statement: number;
}

/** An address that is blocked; until when in Unix milliseconds. */
export interface IpBlock {
  ip: string;
  untilMs: number;
}

/**
 * All that enforcement asks PostgreSQL, beside what journals and rows do: each method is one statement, or one
 * transaction. None has a deadline: whoever asks sets it. They reject with what PostgreSQL says (an error with its
 * SQLSTATE as `code`), or with what became of the connection.
 *
 * postgres-store.ts asks a server. The simulation has a model of one (simulation/database-model.ts).
 */
export interface EnforcementStore extends RowStore {
  /** Whether all rows are there, or a dump is being restored. */
  isWhole(): Promise<boolean>;

  /**
   * Says that an instance lives and what its run has answered, and asks what has changed.
   * @param deadAfterMs how long others count as alive after their last heartbeat
   * @returns null where nothing is known of changes: a dump is being restored
   */
  beat(says: { instanceId: string; run: RunTold }, deadAfterMs: number): Promise<Heartbeat | null>;

  /**
   * Hears of changes and recalls.
   * @param onNotice told what a notice says; see db/functions/latchkey_notify.sql
   * @param onGap notices may have been missed
   * @returns ends it
   */
  listen(onNotice: (payload: string) => void, onGap: () => void): Promise<() => Promise<void>>;
  /** Leaves the connection of heartbeats and notices for a new one: it may be dead without a word. */
  renewFeed(): void;
  /** Leaves all others for new ones. */
  renew(): void;

  /**
   * Reads the key that a request has presented, and marks it as used.
   * @returns null where there is no such key; "half" where it may only be missing yet
   */
  findKey(hash: string): Promise<KeyRow | "half" | null>;
  /** Whether any key has moved in from elsewhere. */
  hasImportedKeys(): Promise<boolean>;

  /** Grants admissions of a key. Null: there is no such key. */
  grantLease(
    lease: LeaseStatement & { keyId: string; want: number; ahead: number },
  ): Promise<Grant | null>;
  /** See `LeaseStore.release`. */
  releaseLeases(
    leases: LeaseStatement & { amounts: ReadonlyMap<string, number> },
  ): Promise<string[]>;
  /** See `LeaseStore.restate`. */
  restateLeases(leases: LeaseStatement & { held: ReadonlyMap<string, number> }): Promise<string[]>;
  /** Asks every instance to give back what it has not spent of the budget that a key draws on. */
  recallLeases(keyId: string): Promise<void>;

  readIpBlocks(): Promise<IpBlock[]>;
  /** Until when an address is blocked, Unix milliseconds; null: it is not. */
  readIpBlock(ip: string): Promise<number | null>;
  /** See `IpBlockStore.count`. @param rule null: they are counted, and nobody is blocked */
  countFailures(
    failures: ReadonlyMap<string, number>,
    rule: IpBlockRule | null,
  ): Promise<IpBlock[]>;
  pruneFailures(windowMs: number): Promise<void>;
  /**
   * Writes into an account's trail that an address from which its keys are used is blocked; once a block.
   * @returns whether it was written now
   */
  auditIpBlock(blocked: { id: string; accountId: string; ip: string }): Promise<boolean>;

  /** A run has ended in order: all that it has journaled is written or set aside. */
  endRun(run: RunTold): Promise<void>;
  /** Closes its connections. */
  end(): Promise<void>;
}
