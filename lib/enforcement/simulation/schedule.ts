import { QUOTA_NAMES, ROLLING_NAMES } from "@/lib/quota-windows";
import { isCapped, type KeyFacts, type Quotas } from "../decision/facts";
import { WINDOW_MS } from "../decision/windows";
import { MINUTE_MS, minuteOf } from "@/lib/time/minutes";
import { Chance } from "./chance";
import { type BudgetModel, DatabaseModel } from "./database-model";
import { InstanceModel, type Outcome } from "./instance-model";
import { audit, probe, type Run, SETTLE_MS, TIDY_MS } from "./promises";
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
  edits: number;
  firstQuotas: number;
  edges: number;
  probes: number;
}

const DEAD_AFTER_MS = 10_000;
const BEAT_MS = 1_000;

/**
 * One random schedule: requests in bursts, crashes and restarts, adoptions, quota edits, window
 * edges, slow ways and failing statements; with probes in between and an audit at the end.
 *
 * @throws Error naming the promise that was broken
 */
export async function runSchedule(seed: number, worst: Weather): Promise<Tally> {
  const time = new VirtualTime();
  const giveBack = time.install();
  try {
    return await new Schedule(new Chance(seed), time, worst).run();
  } finally {
    giveBack();
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
    edits: 0,
    firstQuotas: 0,
    edges: 0,
    probes: 0,
  };
  private readonly diedAtMs = new Map<string, number>();
  private instancesMade = 0;
  private beatAtMs = 0;

  constructor(
    readonly chance: Chance,
    private readonly time: VirtualTime,
    private readonly worst: Weather,
  ) {
    const beganMs = Date.UTC(2026, 2, 1) + chance.between(0, 3 * WINDOW_MS.daily);
    const databaseNow = () => beganMs + time.nowMs;
    const keyIds = chance.is(0.3) ? ["key-1", "key-2"] : ["key-1"];
    this.budget = { keyIds, quotas: this.someQuotas() };
    let known: Quotas | undefined;
    let facts = new Map<string, KeyFacts>();
    this.world = {
      time,
      chance,
      weather: this.someWeather(),
      database: new DatabaseModel(this.budget, databaseNow),
      truth: new SlidingLog(),
      instances: [],
      journals: new Map(),
      keyIds,
      faults: [],
      databaseNow,
      factsOf: (keyId) => {
        const { quotas } = this.budget;
        if (known !== quotas) facts = new Map(keyIds.map((id) => [id, factsWith(id, quotas)]));
        known = quotas;
        return facts.get(keyId)!;
      },
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
      lostRecalls: chance.next() * worst.lostRecalls,
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
      if (chance.is(0.3)) this.everyInstance((instance) => instance.beat());
      if (chance.is(0.2)) this.everyInstance((instance) => instance.read());
      if (chance.is(0.2)) this.tidyOnce();
      await this.step();
      if (chance.is(0.5)) await this.pass(chance.between(0, chance.of([5, 50, 3_000])));
    }
    await audit(this);
    return this.tally;
  }

  private step(): Promise<void> {
    const draw = this.chance.next();
    if (draw < 0.42) return this.burst(this.chance.of([0, 5, 300]));
    if (draw < 0.5) return this.minuteEnds();
    if (draw < 0.58) return this.crash();
    if (draw < 0.62) return this.leave();
    if (draw < 0.68) return this.edit();
    if (draw < 0.7) return this.firstQuota();
    if (draw < 0.85) return this.edge();
    if (draw < 0.9) return this.tidy();
    if (draw < 0.95) return this.probe();
    this.world.weather = this.someWeather();
    return Promise.resolve();
  }

  /** Time goes by, with the last of the heartbeats that would come in it. */
  async pass(ms: number): Promise<void> {
    const lastMs = this.chance.between(0, BEAT_MS);
    for (const beforeMs of [lastMs + BEAT_MS, lastMs, ms]) {
      if (beforeMs > ms || this.time.nowMs + ms - beforeMs < this.beatAtMs + BEAT_MS) continue;
      await this.time.advance(ms - beforeMs);
      ms = beforeMs;
      this.beatAtMs = this.time.nowMs;
      this.everyInstance((instance) => instance.beat());
    }
    await this.time.advance(ms);
  }

  startInstance(): void {
    const instance = new InstanceModel(`instance-${++this.instancesMade}`, this.world);
    this.world.instances.push(instance);
    this.time.after(0, () => void instance.start(), instance);
  }

  private everyInstance(does: (instance: InstanceModel) => Promise<unknown>): void {
    for (const instance of this.world.instances) {
      if (!instance.hasJoined || instance.isLeaving) continue;
      this.time.after(0, () => void does(instance), instance);
    }
  }

  /** Sends a request in `inMs`; nobody answers it if its instance dies. */
  send(inMs: number, hear: (outcome: Outcome) => void = () => {}): void {
    const ready = this.world.instances.filter((one) => one.hasJoined && !one.isLeaving);
    if (ready.length === 0) return;
    const instance = this.chance.of(ready);
    const keyId = this.chance.of(this.world.keyIds);
    this.tally.requests++;
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
    const [dead] = instances.splice(this.chance.whole(0, instances.length - 1), 1);
    this.time.end(dead!);
    this.diedAtMs.set(dead!.id, this.time.nowMs);
    this.tally.crashes++;
    if (this.chance.is(0.7) || instances.length === 0) this.startInstance();
    if (this.chance.is(0.5)) await this.pass(this.chance.between(0, 500));
  }

  private async leave(): Promise<void> {
    const { instances } = this.world;
    const ready = instances.filter((one) => one.hasJoined && !one.isLeaving);
    if (ready.length === 0) return;
    const instance = this.chance.of(ready);
    instance.isLeaving = true;
    this.startInstance();
    const leave = () =>
      void instance.stop().then(() => {
        const at = instances.indexOf(instance);
        if (at >= 0) instances.splice(at, 1);
        // What announced it may come once more, late: nobody beats for that one.
        this.diedAtMs.set(instance.id, this.time.nowMs);
      });
    this.time.after(0, leave, instance);
    await this.pass(this.chance.between(0, 50));
  }

  private async edit(quotas = this.someQuotas()): Promise<void> {
    const isFirst = this.world.database.setQuotas(quotas);
    const { version } = this.world.database;
    this.world.truth.setQuotas(this.world.databaseNow(), this.budget.quotas);
    this.tally.edits++;
    if (isFirst) this.tally.firstQuotas++;
    // A lost notice is repaired by the next heartbeat.
    const laterMs = this.chance.is(0.9) ? this.world.weather.wayMs : 2_000;
    for (const instance of this.world.instances) {
      const inMs = this.chance.between(0, laterMs);
      this.time.after(inMs, () => instance.hearChange(version), instance);
    }
    if (this.chance.is(0.7)) await this.pass(laterMs);
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
    if (this.chance.is(0.5)) await this.tidy();
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

  private async tidy(): Promise<void> {
    for (let i = this.chance.whole(1, 25); i > 0; i--) {
      this.tidyOnce();
      await this.pass(TIDY_MS);
    }
  }

  private async probe(): Promise<void> {
    this.tally.probes++;
    await probe(this);
  }

  tidyOnce(): void {
    this.everyInstance((instance) => instance.tidy((id) => this.isDeadFor(id, DEAD_AFTER_MS)));
  }

  private isDeadFor(id: string, ms: number): boolean {
    return this.time.nowMs - (this.diedAtMs.get(id) ?? Infinity) > ms;
  }
}

function factsWith(id: string, quotas: Quotas): KeyFacts {
  return {
    id,
    alias: id,
    category: "",
    suspended: false,
    active: true,
    deactivateAtMs: null,
    expiresAtMs: null,
    quotas,
    capped: isCapped(quotas),
    account: { id: "account", name: "account" },
    plan: { name: "plan", perSecond: 1_000_000, perMinute: 1_000_000 },
  };
}
