import { DeadlineError, withDeadline } from "@/lib/time/deadline";
import { isFull } from "../decision/decide";
import type { PlanLimits } from "../decision/facts";
import { LocalShares } from "./local-shares";
import type { PlanCounts, PlanLimitStore } from "./store";

/** A store that may be out of reach. */
export interface RemotePlanLimits extends PlanLimitStore {
  /** @throws when it cannot count right now */
  check(): Promise<void>;
}

export interface SharedPlanLimitsOptions {
  /** How many instances share the limits, this one included. */
  liveInstances(): number;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  /** No request waits longer for the remote store. */
  deadlineMs?: number;
  /** While it is lost, it is asked again this often, off the requests' way. */
  retryMs?: number;
}

/**
 * Plan limits in a store that all instances share, and what becomes of them without it: each
 * instance enforces its share of every limit by itself, until the store answers again. The first
 * request that fails pays the deadline, at most; those after it never wait.
 */
export class SharedPlanLimits implements PlanLimitStore {
  /** What this instance admitted, also while the shared store counts. */
  private readonly own: LocalShares;
  private readonly deadlineMs: number;
  private readonly retryMs: number;
  private lost = false;
  /** Of the loss, in one line; null where nothing is lost. */
  private why: string | null = null;
  /** Lost, and the log does not say so yet. */
  private untold = false;
  private closed = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly remote: RemotePlanLimits,
    private readonly options: SharedPlanLimitsOptions,
  ) {
    this.own = new LocalShares(() => options.liveInstances());
    this.deadlineMs = options.deadlineMs ?? 250;
    this.retryMs = options.retryMs ?? 500;
  }

  async peek(accountId: string, plan: PlanLimits): Promise<PlanCounts> {
    if (!this.lost && isLimited(plan)) {
      try {
        return await this.inTime(this.remote.peek(accountId, plan, performance.now()));
      } catch (error) {
        this.lose(error);
      }
    }
    return this.own.peek(accountId, plan, performance.now());
  }

  async take(accountId: string, plan: PlanLimits): Promise<PlanCounts> {
    if (!this.lost && isLimited(plan)) {
      try {
        const counts = await this.inTime(this.remote.take(accountId, plan, performance.now()));
        if (!isFull(counts.second, plan.perSecond) && !isFull(counts.minute, plan.perMinute)) {
          this.own.note(accountId, plan, performance.now());
        }
        return counts;
      } catch (error) {
        this.lose(error);
      }
    }
    return this.own.take(accountId, plan, performance.now());
  }

  /** Whether this instance enforces its share by itself for now. */
  isDegraded(): boolean {
    return this.lost;
  }

  /** Why the store does not answer, in one line; null where it does. */
  get whyLost(): string | null {
    return this.why;
  }

  /** Whether the shared store answers: asks it, unless it is known to be lost. */
  async answers(): Promise<boolean> {
    if (!this.lost) await this.check();
    return !this.lost;
  }

  private async check(): Promise<void> {
    try {
      await this.inTime(this.remote.check());
      this.find();
    } catch (error) {
      this.lose(error);
    }
  }

  private inTime<T>(answer: T | Promise<T>): Promise<T> {
    const asked = Promise.resolve(answer);
    asked.catch((error: unknown) => {
      if (this.lost) this.lose(error);
    });
    return withDeadline(asked, this.deadlineMs, "counting plan limits in Redis");
  }

  private lose(error: unknown): void {
    if (this.closed) return;
    const isLate = error instanceof DeadlineError;
    if (error !== null && !(isLate && this.why !== null)) this.why = inOneLine(error);
    if (!this.lost) this.lost = this.untold = true;
    // A deadline hides why. What comes late may know, as a wrong token is told no sooner than an answer; so may the
    // next try, half a second later.
    if (!isLate) this.tell();
    if (this.retry) return;
    this.retry = setTimeout(() => {
      void this.check().finally(() => {
        this.retry = undefined;
        // Schedules the next try.
        if (this.lost) this.lose(null);
      });
    }, this.retryMs);
    this.retry.unref();
  }

  private tell(): void {
    if (!this.untold) return;
    this.untold = false;
    this.options.log.warn(
      { why: this.why, instances: this.options.liveInstances() },
      "Redis does not answer: this instance enforces its share of the plan limits by itself",
    );
  }

  private find(): void {
    if (!this.lost) return;
    this.tell();
    this.lost = false;
    this.why = null;
    this.options.log.info({}, "Redis answers again: plan limits are shared");
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await this.remote.close();
  }
}

/** Whether there is anything to count. */
const isLimited = ({ perSecond, perMinute }: PlanLimits) =>
  perSecond !== null || perMinute !== null;

/** Upstash's client adds the whole command, with the account that it is about. */
const COMMAND = /, command was: .*$/;

/** The innermost reason: what is around it says that there was one. */
function inOneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return inOneLine(error.cause);
  const { code } = error as NodeJS.ErrnoException;
  const said = error.message.replaceAll(/\s+/g, " ").replace(COMMAND, "").trim();
  return said || code || error.name;
}
