import type { Machine } from "@/lib/process/machine";
import type { Admission } from "../decision/admission";
import { Engine } from "../instance/engine";
import type { PlanLimitStore } from "../plan-limits/store";
import { DatabaseLink } from "./database-link";
import type { World } from "./world";

/** What became of a request, as its client knows it. */
export type Outcome = "admitted" | "refused" | "unavailable";

const ENDPOINT = { credits: 1, free: false };

/** A part of the keys each, so that rows come into the database in another order than they were. */
const SMALL_BATCHES = { rows: 20, keys: 1, lateMs: 2_000 };

/** Room for 350,000 keys in each of a million instances takes longer than all the rest. */
const MOST_REMEMBERED = 16;

/** Nobody deletes journals here. To see each second that they are there was half of all work. */
const CARE_MS = 20_000;

const SILENT = { info() {}, warn() {}, error() {} };

/** A process with an engine, a journal of its own on disk, a clock of its own and a way to the database. */
export class InstanceModel {
  isLeaving = false;
  /** Requests on their way to it. */
  coming = 0;
  private readonly link: DatabaseLink;
  private engine: Engine | null = null;
  private serving = 0;
  private joined = false;

  constructor(
    private readonly world: World,
    private readonly pid: number,
  ) {
    const { chance, running, time } = world;
    time.setClock(this, {
      // As far apart as two clocks can be that are slewed into line.
      pace: 1 + chance.between(-0.000_999, 0.000_999),
      aheadMs: chance.between(0, 1e9),
    });
    this.link = new DatabaseLink(world, this);
    running.add(pid);
  }

  /** By which the database knows it now; null: by none. */
  get id(): string | null {
    return this.engine?.id ?? null;
  }

  /** Whether it takes requests. */
  get isServing(): boolean {
    return this.joined && !this.isLeaving;
  }

  /** Whether it waits for an answer of the database, or somebody for one of its. */
  get isBusy(): boolean {
    return this.link.asked + this.coming + this.serving > 0 || !this.isServing;
  }

  /** @throws as `Engine.start`: such a process ends */
  async start(): Promise<void> {
    this.engine = new Engine({
      store: this.link.store(),
      journalRoot: this.world.root,
      ipBlock: null,
      planLimits: this.planLimits(),
      log: SILENT,
      machine: this.machine(),
      mostRemembered: MOST_REMEMBERED,
      batches: SMALL_BATCHES,
      journalCareMs: CARE_MS,
    });
    await this.engine.start();
    this.joined = true;
  }

  private machine(): Machine {
    const { areContainers, running, time } = this.world;
    const host = areContainers ? `container-${this.pid}` : "machine";
    const self = { host, pidNamespace: null, pid: this.pid, startedAt: "0" };
    return {
      self: () => self,
      isRunning: ({ pid }) => running.has(pid),
      upForMs: () => time.nowMs,
    };
  }

  private planLimits(): PlanLimitStore {
    const { chance, time } = this.world;
    return {
      peek: () => ({ second: { used: 0, resetMs: 1 }, minute: { used: 0, resetMs: 1 } }),
      take: (_account, plan) => {
        const used = chance.is(this.world.weather.planRefusals) ? (plan.perSecond ?? 0) : 0;
        const counts = { second: { used, resetMs: 1 }, minute: { used: 0, resetMs: 1 } };
        return chance.is(0.5) ? counts : time.pause(chance.between(0, 2)).then(() => counts);
      },
      close: () => Promise.resolve(),
    };
  }

  async serve(keyId: string): Promise<Outcome> {
    this.coming--;
    if (this.isLeaving) return "unavailable";
    const { time, chance, faults } = this.world;
    this.serving++;
    const cameAtMs = this.world.databaseNow();
    const admission = await this.engine!.admit({
      presented: { form: "hash", hash: keyId },
      ip: null,
      method: "GET",
      path: "/",
      userAgent: null,
      endpoint: ENDPOINT,
      startedAt: performance.now(),
    });
    if (admission.key && admission.atMs < cameAtMs - 1e-3) {
      faults.push(`dated ${cameAtMs - admission.atMs} ms before it came`);
    }
    if (chance.is(0.5)) await time.pause(chance.between(0, chance.is(0.1) ? 5_000 : 20));
    await this.record(admission);
    this.serving--;
    const { verdict } = admission;
    if (verdict.admitted) return "admitted";
    return verdict.code === "unavailable" ? "unavailable" : "refused";
  }

  /** When it is done, the row survives a crash, and the client has its answer. */
  private async record(admission: Admission): Promise<void> {
    const { verdict } = admission;
    const code = verdict.admitted ? null : verdict.code;
    const answer = { status: code ? 401 : 200, code, credits: 0 };
    // Both ways in which the front door records. What fails is answered with 503, as the verdict then says.
    if (this.world.chance.is(0.5)) {
      await new Promise<void>((resume) => {
        this.engine!.recordThen(admission, answer, () => {
          this.answered(admission);
          resume();
        });
      });
      return;
    }
    try {
      this.engine!.record(admission, answer);
    } catch {
      // See above.
    }
    this.answered(admission);
  }

  private answered({ atMs, key, requestId, verdict }: Admission): void {
    if (!key) return;
    this.world.truth.answer({
      id: requestId,
      atMs: Math.round(atMs),
      counts: verdict.admitted,
    });
  }

  /** Somebody reads the log. */
  async read(): Promise<void> {
    await this.engine!.writer.settle(500);
  }

  /** Leaves in order. Its process ends, whether the database has heard it or not. */
  async stop(): Promise<void> {
    while (this.serving > 0) await this.world.time.pause(10);
    await this.engine!.stop();
    this.end();
  }

  /** Its process ends, without a word unless it has stopped: its journal lies there for others. */
  end(): void {
    this.world.running.delete(this.pid);
    this.world.time.end(this);
    this.engine?.abandon();
  }
}
