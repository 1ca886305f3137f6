import type { EnforcementStore } from "../store";
import type { World } from "./world";

/** The longest way of processes that are far away: a recall is still answered while the asker waits. */
const FAR_MS = 50;

const NO_BLOCKS: never[] = [];

/**
 * One process's way to the database: every statement takes its time, may be lost, and may happen long after whoever
 * asked has been told that it failed. Notices come in the order in which they were sent, or not at all.
 */
export class DatabaseLink {
  /** Statements that are not answered yet. */
  asked = 0;
  private noticeAtMs = 0;
  private readonly isFar: boolean;

  /** @param owner of what is asked and heard here */
  constructor(
    private readonly world: World,
    private readonly owner: object,
  ) {
    this.isFar = world.chance.is(0.5);
  }

  /** How long a way takes now, milliseconds. */
  private way(): number {
    const { chance, weather } = this.world;
    return chance.between(0, this.isFar ? Math.max(FAR_MS, weather.wayMs) : weather.wayMs);
  }

  /**
   * One statement: a way there, a moment at which it happens, a way back. It may be lost on either way. One that is on
   * its way may be done although its process has died.
   */
  private ask<T>(statement: () => T): Promise<T> {
    const { world, owner } = this;
    const { time, chance, weather } = world;
    this.asked++;
    return new Promise<T>((resolve, reject) => {
      const done = (answer: T) => {
        this.asked--;
        resolve(answer);
      };
      const fail = (error: unknown) => {
        this.asked--;
        reject(error as Error);
      };
      const lost = () => fail(new Error("the connection was lost"));
      const isLost = chance.is(weather.lostQuestions);
      if (isLost) time.after(this.way(), lost, owner);
      if (isLost && chance.is(0.5)) return;
      const stallMs = isLost || chance.is(weather.stalls) ? chance.between(500, 6_000) : 0;
      const mayOutlive = chance.is(0.5);
      if (mayOutlive) world.outliving++;
      const happens = () => {
        if (mayOutlive) world.outliving--;
        let answers = lost;
        try {
          const answer = statement();
          if (!chance.is(weather.lostAnswers)) answers = () => done(answer);
        } catch (error) {
          answers = () => fail(error);
        }
        if (!isLost) time.after(this.way(), answers, owner);
      };
      time.after(this.way() + stallMs, happens, mayOutlive ? null : owner);
    });
  }

  /** Brings a notice to who listens here. */
  private hear(payload: string, onNotice: (payload: string) => void): void {
    const { chance, time, weather } = this.world;
    if (chance.is(weather.lostNotices)) return;
    this.noticeAtMs = Math.max(this.noticeAtMs, time.nowMs + this.way());
    time.after(this.noticeAtMs - time.nowMs, () => onNotice(payload), this.owner);
  }

  /** All that an engine asks. Of addresses and runs nothing is kept: only that asking may fail. */
  store(): EnforcementStore {
    const { database } = this.world;
    const ask = <T>(statement: () => T) => this.ask(statement);
    const nothing = () => ask(() => {});
    const none = () => Promise.resolve();
    return {
      isWhole: () => ask(() => true),
      beat: ({ instanceId }, deadAfterMs) => ask(() => database.beat(instanceId, deadAfterMs)),
      listen: (onNotice) =>
        ask(() => database.listen((payload) => this.hear(payload, onNotice))).then(
          (unlisten) => () => ask(unlisten),
        ),
      renewFeed: () => {},
      renew: () => {},
      findKey: (hash) => ask(() => database.findKey(hash)),
      hasImportedKeys: () => ask(() => false),
      grantLease: (lease) => ask(() => database.grant(lease)),
      releaseLeases: (leases) => ask(() => database.release(leases)),
      restateLeases: (leases) => ask(() => database.restate(leases)),
      recallLeases: (keyId) => ask(() => database.recall(keyId)),
      readIpBlocks: () => Promise.resolve(NO_BLOCKS),
      readIpBlock: () => Promise.resolve(null),
      countFailures: () => Promise.resolve(NO_BLOCKS),
      pruneFailures: none,
      auditIpBlock: () => Promise.resolve(false),
      copy: (by, batch) => ask(() => database.copy(by, batch)),
      copyMissing: (by, rows, batchOf) => ask(() => database.copyMissing(by, rows, batchOf)),
      enterRun: nothing,
      endRun: nothing,
      registerInstance: (row) => ask(() => database.register(row)),
      findInstance: (id) => ask(() => database.findInstance(id)),
      deadInstances: (afterMs) => ask(() => database.deadInstances(afterMs)),
      isSilent: (id, afterMs) => ask(() => database.isSilent(id, afterMs)),
      retireButUntold: (id, untold, run) =>
        ask(() => database.retireButUntold(id, untold, run !== undefined)),
      end: none,
    };
  }
}
