import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { QUOTA_NAMES, ROLLING_NAMES } from "@/lib/quota-windows";
import type { Quotas } from "../decision/facts";
import { WINDOW_MS } from "../decision/windows";
import { MINUTE_MS, minuteOf } from "@/lib/time/minutes";
import { Chance } from "./chance";
import { type BudgetModel, DatabaseModel } from "./database-model";
import { InstanceModel, type Outcome } from "./instance-model";
import { audit, probe, type Run, SETTLE_MS } from "./promises";
import { SlidingLog } from "./sliding-log";
import { VirtualTime } from "./virtual-time";
import { FAIR, NO_QUOTAS, type Weather, type World } from "./world";

/** What happened in a run; only for people to see that something did. */
export interface Tally {
  requests: number;
  admitted: number;
  refused: number;
  unavailable: number;
  crashes: number;
  suspensions: number;
  edits: number;
  firstQuotas: number;
  edges: number;
  probes: number;
  /** Instances that others have replaced. */
  takeovers: number;
  /** Rows that were not in the database yet when they were read back from a journal, or written once more. */
  replayed: number;
  /** How often chance was asked: two runs that agree in this went the same way. */
  draws: number;
}

/** In memory, where the system has such a place. */
const FOLDERS = fs.existsSync("/dev/shm") ? "/dev/shm" : os.tmpdir();

/** A statement takes no longer, and a request waits no longer for it. */
const STILL_MS = 8_000;
const LONG_MS = 9_000;
const STEP_MS = 250;
/** After a leap: long enough for a heartbeat, and for what instances do every three seconds once they trust again. */
const AFTER_LEAP_MS = 3_500;

/**
 * One random schedule: requests in bursts, crashes and restarts, adoptions, quota edits, window
 * edges, slow ways and failing statements; with probes in between and an audit at the end.
 *
 * @throws Error naming the promise that was broken
 */
export async function runSchedule(seed: number, worst: Weather): Promise<Tally> {
  const chance = new Chance(seed);
  const time = new VirtualTime(
    Date.UTC(2026, 2, 1) + Math.floor(chance.between(0, 3 * WINDOW_MS.daily)),
  );
  const root = fs.mkdtempSync(path.join(FOLDERS, "latchkey-simulation-"));
  const giveBack = time.install();
  const schedule = new Schedule(chance, time, { root, worst });
  try {
    return await schedule.run();
  } finally {
    for (const instance of schedule.world.instances) instance.end();
    giveBack();
    fs.rmSync(root, { recursive: true, force: true });
  }
}

class Schedule implements Run {
  readonly world: World;
  readonly budget: BudgetModel;
  private readonly tally: Tally = {
    requests: 0,
    admitted: 0,
    refused: 0,
    unavailable: 0,
    crashes: 0,
    suspensions: 0,
    edits: 0,
    firstQuotas: 0,
    edges: 0,
    probes: 0,
    takeovers: 0,
    replayed: 0,
    draws: 0,
  };
  private readonly worst: Weather;
  private instancesMade = 0;

  constructor(
    readonly chance: Chance,
    private readonly time: VirtualTime,
    { root, worst }: { root: string; worst: Weather },
  ) {
    this.worst = worst;
    const databaseNow = () => time.beganMs + time.nowMs;
    const keyIds = chance.is(0.3) ? ["key-1", "key-2"] : ["key-1"];
    this.budget = { keyIds, quotas: this.someQuotas() };
    this.world = {
      time,
      chance,
      weather: this.someWeather(),
      database: new DatabaseModel(this.budget, databaseNow),
      truth: new SlidingLog(),
      instances: [],
      root,
      areContainers: chance.is(0.3),
      running: new Set(),
      outliving: 0,
      keyIds,
      faults: [],
      databaseNow,
    };
    this.world.truth.setQuotas(0, this.budget.quotas);
  }

  private someQuotas(): Quotas {
    const { chance } = this;
    const quotas = { ...NO_QUOTAS };
    if (chance.is(0.05)) return quotas;
    do {
      if (chance.is(0.35)) quotas.total = chance.whole(1, 60);
      if (chance.is(0.6)) quotas.daily = chance.whole(1, chance.is(0.3) ? 60 : 12);
      for (const name of ROLLING_NAMES.filter((each) => each !== "daily")) {
        if (chance.is(0.3)) quotas[name] = chance.whole(1, name === "weekly" ? 30 : 40);
      }
    } while (QUOTA_NAMES.every((name) => quotas[name] === null));
    return quotas;
  }

  private someWeather(): Weather {
    const { chance, worst } = this;
    if (chance.is(0.3)) return { ...FAIR };
    return {
      wayMs: chance.between(0.1, chance.is(0.3) ? worst.wayMs : 10),
      stalls: chance.next() * worst.stalls,
      lostQuestions: chance.next() * worst.lostQuestions,
      lostAnswers: chance.next() * worst.lostAnswers,
      lostNotices: chance.next() * worst.lostNotices,
      planRefusals: chance.next() * worst.planRefusals,
    };
  }

  async run(): Promise<Tally> {
    const { chance } = this;
    const instances = chance.whole(1, 4);
    for (let i = 0; i < instances; i++) this.startInstance();
    await this.pass(1_000);
    const steps = chance.whole(6, 24);
    for (let i = 0; i < steps; i++) {
      if (chance.is(0.2)) this.everyInstance((instance) => instance.read());
      await this.step();
      if (chance.is(0.5)) await this.pass(chance.between(0, chance.of([5, 50, 3_000])));
    }
    await audit(this);
    const { takeovers, replayed } = this.world.database;
    return { ...this.tally, takeovers, replayed, draws: chance.draws };
  }

  private step(): Promise<void> {
    const draw = this.chance.next();
    if (draw < 0.42) return this.burst(this.chance.of([0, 5, 300]));
    if (draw < 0.5) return this.minuteEnds();
    if (draw < 0.58) return this.crash();
    if (draw < 0.61) return this.leave();
    if (draw < 0.63) return this.suspend();
    if (draw < 0.68) return this.edit();
    if (draw < 0.7) return this.firstQuota();
    if (draw < 0.85) return this.edge();
    if (draw < 0.89) return this.rest();
    if (draw < 0.94) return this.probe();
    this.world.weather = this.someWeather();
    return Promise.resolve();
  }

  /** Time goes by: of much of it, once nothing is under way, only the end. */
  async pass(ms: number): Promise<void> {
    if (ms > LONG_MS) ms = await this.passMost(ms);
    await this.time.advance(ms);
  }

  /** @returns what is left of it */
  private async passMost(ms: number): Promise<number> {
    let leftMs = ms;
    while (this.isBusy && ms - leftMs < STILL_MS) {
      await this.time.advance(STEP_MS);
      leftMs -= STEP_MS;
    }
    if (leftMs > AFTER_LEAP_MS) this.leap(leftMs - AFTER_LEAP_MS);
    return Math.min(leftMs, AFTER_LEAP_MS);
  }

  private get isBusy(): boolean {
    const { instances, outliving } = this.world;
    return outliving > 0 || instances.some((instance) => instance.isBusy);
  }

  /** The heartbeats that would come meanwhile are skipped; what they would have said is said. */
  private leap(ms: number): void {
    const { database, databaseNow, instances } = this.world;
    this.time.leap(ms);
    for (const { id } of instances) {
      const known = id !== null && database.instances.get(id);
      if (known) known.heartbeatAtMs = databaseNow();
    }
  }

  startInstance(): void {
    const instance = new InstanceModel(this.world, ++this.instancesMade);
    this.world.instances.push(instance);
    // What fails to start ends, and whoever watches over it starts another.
    const fails = () => {
      this.remove(instance);
      this.time.after(50, () => this.startInstance(), null);
    };
    const start = () => void instance.start().catch(() => void this.time.after(0, fails, null));
    // Not two at one moment: their ids would come in another order each time.
    this.time.after(this.chance.between(0, 1), start, instance);
  }

  private remove(instance: InstanceModel): void {
    const { instances } = this.world;
    const at = instances.indexOf(instance);
    if (at < 0) return;
    instances.splice(at, 1);
    instance.end();
  }

  private everyInstance(does: (instance: InstanceModel) => Promise<unknown>): void {
    for (const instance of this.world.instances) {
      if (!instance.isServing) continue;
      this.time.after(0, () => void does(instance), instance);
    }
  }

  /** Sends a request in `inMs`; nobody answers it if its instance dies. */
  send(inMs: number, hear: (outcome: Outcome) => void = () => {}): void {
    const ready = this.world.instances.filter((one) => one.isServing);
    if (ready.length === 0) return;
    const instance = this.chance.of(ready);
    const keyId = this.chance.of(this.world.keyIds);
    this.tally.requests++;
    instance.coming++;
    this.time.after(
      inMs,
      () =>
        void instance.serve(keyId).then((outcome) => {
          this.tally[outcome]++;
          hear(outcome);
        }),
      instance,
    );
  }

  private burst(withinMs: number): Promise<void> {
    for (let i = this.chance.whole(1, 10); i > 0; i--) this.send(this.chance.between(0, withinMs));
    return this.pass(this.chance.is(0.5) ? withinMs : 0);
  }

  private async crash(): Promise<void> {
    const { instances } = this.world;
    if (instances.length === 0) return;
    this.remove(this.chance.of(instances));
    this.tally.crashes++;
    if (this.chance.is(0.7) || instances.length === 0) this.startInstance();
    if (this.chance.is(0.5)) await this.pass(this.chance.between(0, 500));
  }

  /** The system lets a process stand still, perhaps for longer than others believe in it. */
  private async suspend(): Promise<void> {
    const { instances } = this.world;
    if (instances.length === 0) return;
    this.time.suspend(
      this.chance.of(instances),
      this.chance.of([500, 4_000, 7_000, 9_000, 20_000]),
    );
    this.tally.suspensions++;
    await this.burst(this.chance.of([0, 300]));
  }

  private async leave(): Promise<void> {
    const { instances } = this.world;
    const ready = instances.filter((one) => one.isServing);
    if (ready.length === 0) return;
    const instance = this.chance.of(ready);
    instance.isLeaving = true;
    this.startInstance();
    const leave = () => void instance.stop().then(() => this.remove(instance));
    this.time.after(0, leave, instance);
    await this.pass(this.chance.between(0, 50));
  }

  async edit(quotas = this.someQuotas()): Promise<void> {
    const isFirst = this.world.database.setQuotas(quotas);
    this.world.truth.setQuotas(this.world.databaseNow(), this.budget.quotas);
    this.tally.edits++;
    if (isFirst) this.tally.firstQuotas++;
    if (this.chance.is(0.7)) await this.pass(this.world.weather.wayMs);
  }

  /** The key is busy without a quota, and gets one. */
  private async firstQuota(): Promise<void> {
    await this.edit(NO_QUOTAS);
    await this.burst(this.chance.of([5, 300]));
    await this.edit();
    await this.burst(this.chance.of([0, 5, 300]));
  }

  /** Goes to where a request of the past leaves a window, or its bucket does, and asks there. */
  private async edge(): Promise<void> {
    const past = this.world.truth.answered.filter(({ counts }) => counts);
    if (past.length === 0) return;
    // Rather one from the end of its minute: it is the first to leave its window after its bucket.
    const [a, b] = [this.chance.of(past), this.chance.of(past)];
    const { atMs } = a.atMs % MINUTE_MS > b.atMs % MINUTE_MS ? a : b;
    const windowMs = this.chance.of(Object.values(WINDOW_MS));
    const edgeMs = this.chance.is(0.5) ? atMs + windowMs : minuteOf(atMs) + MINUTE_MS + windowMs;
    await this.pass(this.chance.is(0.5) ? SETTLE_MS : 0);
    if (this.chance.is(0.5)) await this.rest();
    const leadMs = this.chance.of([0, 1, 5, 50, 3_000]);
    const waitMs = edgeMs - this.world.databaseNow() - leadMs;
    if (waitMs < 0) return;
    this.tally.edges++;
    await this.pass(waitMs);
    const { weather } = this.world;
    // Some wait for their lease while the edge passes.
    if (this.chance.is(0.5)) this.world.weather = { ...weather, stalls: this.worst.stalls * 10 };
    await this.burst(leadMs * 2);
    this.world.weather = weather;
  }

  /** Requests around the end of a minute. */
  private async minuteEnds(): Promise<void> {
    const beforeMs = this.chance.of([1, 10, 1_000]);
    const leftMs = MINUTE_MS - (this.world.databaseNow() % MINUTE_MS);
    await this.pass(Math.max(0, leftMs - beforeMs));
    await this.burst(beforeMs * 1.5);
  }

  /** Nobody asks for a while: leases become idle, and what is not known is made sure of. */
  private rest(): Promise<void> {
    return this.pass(this.chance.between(0, 75_000));
  }

  private async probe(): Promise<void> {
    this.tally.probes++;
    await probe(this);
  }
}
