import path from "node:path";
import { uuidv7 } from "@/lib/ids";
import { announceInstance, type Recovery, retireOwn } from "@/lib/requests/journal/recovery";
import type { RunSettled } from "@/lib/requests/store";
import type { RequestWriter } from "@/lib/requests/writing/writer";
import type { KeyCache } from "../keys/key-cache";
import type { LeaseKeeper } from "../leases/keeper";
import type { Recorder } from "./recorder";
import type { Run } from "./run";

export interface MembershipParts {
  recovery: Pick<Recovery, "store" | "root" | "machine">;
  run: Run;
  keys: KeyCache;
  leases: LeaseKeeper;
  writer: RequestWriter;
  recorder: Recorder;
  log: { warn(fields: object, message: string): void };
}

/** Under which name the database knows an engine, and how it comes by it. Its journal has the same name. */
export class Membership {
  private instanceId = uuidv7();
  /** The name under which its journal lies: the one before while it joins anew. */
  private journaledAs = this.instanceId;
  private rejoining = false;

  constructor(private readonly parts: MembershipParts) {}

  /** Another after it was taken for dead. */
  get id(): string {
    return this.instanceId;
  }

  /** Between two names nothing may be admitted. */
  get isRejoining(): boolean {
    return this.rejoining;
  }

  /** @throws when the database is out of reach, or the journal cannot be made */
  async join(): Promise<void> {
    const { recorder, run } = this.parts;
    await this.announce();
    recorder.open(this.journalDir(), () => run.id);
  }

  private announce(): Promise<void> {
    const { recovery, run } = this.parts;
    return announceInstance(recovery, this.instanceId, run.id);
  }

  private journalDir(): string {
    return path.join(this.parts.recovery.root, this.instanceId);
  }

  /**
   * What it holds in leases is not the database's any more: it begins anew under a new name.
   * @param beginsRun what the database knows of this run is from another time
   * @throws when the database is out of reach; it is tried again with the next heartbeat
   */
  async rejoin(why: string, beginsRun = false): Promise<void> {
    const { keys, leases, log, recorder, run, writer } = this.parts;
    log.warn({ instance: this.instanceId }, why);
    this.rejoining = true;
    try {
      recorder.flush();
      keys.clear();
      // Twice: what had asked before may have been granted meanwhile, and have been spent.
      for (let times = 0; times < 2; times++) {
        leases.dropAll();
        await writer.drain();
      }
      // At once: what is leased to the old name goes, and a grant that is asked for meanwhile must not be of it. Rows
      // that come until the new one is announced still go into the old journal, which stays until they are settled.
      this.instanceId = uuidv7();
      const { id, setAside } = run.told();
      await this.retire(beginsRun ? { id, setAside: { before: setAside, now: 0 } } : undefined);
      if (beginsRun) run.begin();
      await this.announce();
      recorder.moveTo(this.journalDir());
      this.journaledAs = this.instanceId;
    } catch (error) {
      // It may be known by that name after all, and its journal is not there: as another it is tried again.
      this.instanceId = uuidv7();
      throw error;
    } finally {
      this.rejoining = false;
    }
  }

  /**
   * Frees what is still leased to the name of the journal, but for what refused rows have spent.
   * @param run that ends with it
   */
  retire(run?: RunSettled): Promise<void> {
    const { recorder, recovery } = this.parts;
    return retireOwn(recovery, this.journaledAs, recorder.spentByRefused, run);
  }
}
