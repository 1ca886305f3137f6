import type { Batch } from "@/lib/requests/writing/batch";
import { ROWS } from "@/lib/requests/journal/row";
import { RequestWriter } from "@/lib/requests/writing/writer";
import { Admitter } from "../admit";
import type { Admission } from "../decision/admission";
import { TRUST_GRACE_MS } from "../instance/change-feed";
import { BlockedCallers } from "../addresses/blocked-callers";
import { DatabaseClock } from "@/lib/time/database-clock";
import { withDeadline } from "@/lib/time/deadline";
import { IpBlocks } from "../addresses/ip-blocks";
import { KeyCache } from "../keys/key-cache";
import { loggedRow } from "../instance/logged-row";
import type { PlanLimitStore } from "../plan-limits/store";
import { LeaseKeeper } from "../leases/keeper";
import type { World } from "./world";

/** What became of a request, as its client knows it. */
export type Outcome = "admitted" | "refused" | "unavailable";

/** Room for 350,000 keys in each of a million instances takes longer than all the rest. */
const MOST_REMEMBERED = 16;

const ENDPOINT = { credits: 1, free: false };

/** A part of the keys each, so that rows come into the database in another order than they were. */
const SMALL_BATCHES = { rows: 20, keys: 1, lateMs: 2_000 };

/**
 * A process: the real Admitter, LeaseKeeper, KeyCache, DatabaseClock and RequestWriter, joined as
 * lib/enforcement/instance/engine.ts joins them, on ways to the database that take their time.
 */
export class InstanceModel {
  private readonly clock = new DatabaseClock();
  private readonly keys: KeyCache;
  private readonly leases: LeaseKeeper;
  private readonly writer: RequestWriter;
  private readonly admitter: Admitter;
  private seenVersion = -1;
  /** In memory: how many rows of the journal's are not settled. */
  private open = 0;
  private serving = 0;
  /** When a heartbeat that was answered began, by its own clock. */
  private beatAtMs = -Infinity;
  hasJoined = false;
  isLeaving = false;

  constructor(
    readonly id: string,
    private readonly world: World,
  ) {
    const { chance } = world;
    world.time.setClock(this, {
      // As far apart as two clocks can be that are slewed into line.
      pace: 1 + chance.between(-0.000_999, 0.000_999),
      aheadMs: chance.between(0, 1e9),
    });
    const onError = () => {};
    this.keys = new KeyCache((hash) => this.ask(() => world.factsOf(hash)), MOST_REMEMBERED);
    this.leases = new LeaseKeeper(
      {
        grant: (statement, keyId, want, ahead) =>
          this.ask(() =>
            world.database.grant({ keyId, instanceId: this.id, statement }, want, ahead),
          ),
        release: (statement, amounts) =>
          this.ask(() => world.database.release(this.id, statement, amounts)),
        restate: (statement, held) =>
          withDeadline(
            this.ask(() => world.database.restate(this.id, statement, held)),
            5_000,
            "restating leases",
          ),
        recall: () =>
          this.ask(() => {
            for (const instance of world.instances) {
              if (chance.is(world.weather.lostRecalls)) continue;
              world.time.after(
                chance.between(0, world.weather.wayMs),
                () => instance.hearRecall(),
                instance,
              );
            }
          }),
      },
      () => this.clock.now(),
      onError,
    );
    this.writer = new RequestWriter(
      {
        copy: (by, batch) => this.ask(() => world.database.copy(by.instanceId, batch)),
        copyMissing: (by, rows) => this.ask(() => world.database.copyMissing(by.instanceId, rows)),
      },
      () => ({ instanceId: this.id, runId: null }),
      {
        onSettled: (batch) => this.settle(batch),
        onRefused: () => {},
        onError,
      },
      SMALL_BATCHES,
    );
    const planLimits: PlanLimitStore = {
      peek: () => ({ second: { used: 0, resetMs: 1 }, minute: { used: 0, resetMs: 1 } }),
      take: (account, plan) => {
        const used = chance.is(world.weather.planRefusals) ? (plan.perSecond ?? 0) : 0;
        const counts = { second: { used, resetMs: 1 }, minute: { used: 0, resetMs: 1 } };
        return chance.is(0.5) ? counts : world.time.pause(chance.between(0, 2)).then(() => counts);
      },
      close: () => Promise.resolve(),
    };
    this.admitter = new Admitter({
      blockedCallers: new BlockedCallers(
        async () => {},
        () => {},
        MOST_REMEMBERED,
      ),
      clock: this.clock,
      keys: this.keys,
      leases: this.leases,
      planLimits,
      ipBlocks: new IpBlocks(null, {} as never, onError, MOST_REMEMBERED),
      isReady: () => performance.now() - this.beatAtMs < TRUST_GRACE_MS,
      onError,
    });
  }

  /**
   * One statement: a way there, a moment at which it happens, a way back. It may be lost on either
   * way, and it may happen long after whoever asked has been told that it failed.
   */
  private ask<T>(statement: () => T): Promise<T> {
    const { time, chance, weather } = this.world;
    return new Promise((done, fail) => {
      const lost = () => fail(new Error("the connection was lost"));
      const isLost = chance.is(weather.lostQuestions);
      if (isLost) time.after(chance.between(0, weather.wayMs), lost);
      if (isLost && chance.is(0.5)) return;
      const stallMs = isLost || chance.is(weather.stalls) ? chance.between(500, 6_000) : 0;
      const mayOutlive = chance.is(0.5);
      const hears = () => {
        let answers = lost;
        try {
          const answer = statement();
          if (!chance.is(weather.lostAnswers)) answers = () => done(answer);
        } catch (error) {
          answers = () => fail(error);
        }
        time.after(chance.between(0, weather.wayMs), answers, this);
      };
      // A statement that is on its way may be done although its process has died.
      time.after(chance.between(0, weather.wayMs) + stallMs, hears, mayOutlive ? null : this);
    });
  }

  /** What a heartbeat does: it measures the database's clock, and repairs a lost notice. */
  async beat(): Promise<void> {
    const { database, databaseNow } = this.world;
    const askedAt = performance.now();
    const heard = await this.ask(() => ({
      nowMs: databaseNow(),
      version: database.version,
    })).catch(() => null);
    if (heard === null) return;
    this.clock.sample(askedAt, performance.now(), heard.nowMs);
    if (heard.version > this.seenVersion) this.hearChange(heard.version);
    this.beatAtMs = askedAt;
  }

  async start(): Promise<void> {
    for (const id of [...this.world.journals.keys()]) {
      if (this.isDead(id)) await this.adopt(id);
    }
    const { database, journals, databaseNow } = this.world;
    const askedAt = performance.now();
    const nowMs = await this.insist(() => {
      // A primary key: one that comes once more, late, changes nothing.
      database.instances.add(this.id);
      return databaseNow();
    });
    this.clock.sample(askedAt, performance.now(), nowMs);
    this.beatAtMs = performance.now();
    journals.set(this.id, []);
    this.hasJoined = true;
  }

  /** A start that fails is a start that is tried again. */
  private async insist<T>(statement: () => T): Promise<T> {
    for (;;) {
      try {
        return await this.ask(statement);
      } catch {
        await this.world.time.pause(50);
      }
    }
  }

  private isDead(id: string): boolean {
    return !this.world.instances.some((instance) => instance.id === id);
  }

  /** Writes what a dead instance's journal holds, then frees its leases. */
  private async adopt(id: string): Promise<void> {
    const rows = [...(this.world.journals.get(id) ?? [])];
    await this.insist(() => this.world.database.copyMissing(id, rows));
    await this.insist(() => this.world.database.retire(id));
    this.world.journals.delete(id);
  }

  async serve(keyId: string): Promise<Outcome> {
    if (this.isLeaving) return "unavailable";
    const { time, chance } = this.world;
    this.serving++;
    const cameAtMs = this.world.databaseNow();
    const admission = await this.admitter.admit({
      presented: { form: "hash", hash: keyId },
      ip: null,
      method: "GET",
      path: "/",
      userAgent: null,
      endpoint: ENDPOINT,
      startedAt: performance.now(),
    });
    if (admission.key && admission.atMs < cameAtMs - 1e-3) {
      this.world.faults.push(`dated ${cameAtMs - admission.atMs} ms before it came`);
    }
    if (chance.is(0.5)) await time.pause(chance.between(0, chance.is(0.1) ? 5_000 : 20));
    this.record(admission);
    this.serving--;
    const { verdict } = admission;
    if (verdict.admitted) return "admitted";
    return verdict.code === "unavailable" ? "unavailable" : "refused";
  }

  /** Engine.record: when it returns, the row survives a crash, and the client has its answer. */
  private record(admission: Admission): void {
    const { key, verdict } = admission;
    if (!key) return;
    const code = verdict.admitted ? null : verdict.code;
    const row = loggedRow(admission, { status: code ? 401 : 200, code, credits: 0 });
    this.world.journals.get(this.id)!.push(row);
    this.open++;
    this.writer.enqueue({ rows: [row], lines: Buffer.from(ROWS.lineOf(row)), segment: this });
    this.world.truth.answer({
      id: row.id,
      atMs: row.atMs,
      counts: verdict.admitted,
    });
  }

  /** Settled rows stay in a journal until a whole segment of it goes. */
  private settle(batch: Batch): void {
    for (const [keyId, spent] of batch.spent()) this.leases.settle(keyId, spent);
    this.open -= batch.rows;
    if (this.open === 0 && this.world.chance.is(0.3)) this.world.journals.set(this.id, []);
  }

  read(): Promise<void> {
    return this.writer.settle(500);
  }

  hearRecall(): void {
    this.leases.onRecall(this.world.keyIds);
  }

  hearChange(version: number): void {
    this.seenVersion = Math.max(this.seenVersion, version);
    this.keys.forget(this.world.keyIds);
  }

  /** What engine.ts does every few seconds. */
  async tidy(isLongDead: (id: string) => boolean): Promise<void> {
    this.leases.tidy();
    if (this.leases.isInDoubt()) {
      await this.writer.betweenBatches(() => this.leases.restate()).catch(() => {});
    }
    for (const id of [...this.world.database.instances.keys()]) {
      if (this.isDead(id) && isLongDead(id)) await this.adopt(id);
    }
  }

  async stop(): Promise<void> {
    while (this.serving > 0) await this.world.time.pause(10);
    await this.writer.drain();
    this.leases.dropAll();
    await this.insist(() => this.world.database.retire(this.id));
    this.world.journals.delete(this.id);
  }
}
