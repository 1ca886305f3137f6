import { Ratelimit } from "@upstash/ratelimit";
import type { PlanLimits } from "../decision/facts";
import { BothWindows, bothWindows } from "./both-windows";
import type { RedisClient } from "./redis-client";
import type { PlanCounts, PlanLimitStore } from "./store";

const PREFIX = "latchkey:plan";

/** For checks that Redis takes writes; on an account that cannot exist. */
const CHECK_ACCOUNT = "check";
const CHECK_PLAN: PlanLimits = { name: "check", perSecond: 1_000_000, perMinute: 1_000_000 };

/** Exact rolling limits in a Redis that several instances share. Its clock decides. */
export class RedisPlanLimits implements PlanLimitStore {
  private readonly limiters = new Map<string, Ratelimit>();

  constructor(private readonly client: RedisClient) {}

  /** @throws when Redis cannot be asked */
  async peek(accountId: string, plan: PlanLimits): Promise<PlanCounts> {
    return countsOf(await this.limiterOf(plan).getRemaining(identifier(accountId)));
  }

  /** @throws when Redis cannot be asked; it may have counted the request all the same */
  async take(accountId: string, plan: PlanLimits): Promise<PlanCounts> {
    return countsOf(await this.limiterOf(plan).limit(identifier(accountId)));
  }

  /** @throws when Redis does not answer, or takes no writes */
  async check(): Promise<void> {
    await this.take(CHECK_ACCOUNT, CHECK_PLAN);
  }

  private limiterOf(plan: PlanLimits): Ratelimit {
    const limits = `${plan.perSecond}/${plan.perMinute}`;
    let limiter = this.limiters.get(limits);
    if (!limiter) {
      limiter = new Ratelimit({
        redis: this.client.redis,
        limiter: bothWindows(plan),
        prefix: PREFIX,
        // Its own deadline would admit; its cache would block past an upgrade of the plan.
        timeout: 0,
        ephemeralCache: false,
        enableTelemetry: false,
      });
      this.limiters.set(limits, limiter);
    }
    return limiter;
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

/** The braces keep both lists of an account on one node of a cluster. */
const identifier = (accountId: string) => `{${accountId}}`;

function countsOf(response: object): PlanCounts {
  if (response instanceof BothWindows) return response.counts;
  throw new Error("@upstash/ratelimit answered something else than our algorithm");
}
