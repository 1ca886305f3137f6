import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { onTestFinished } from "vitest";
import type { Database } from "@/db/client";
import type { Admission, AdmitRequest } from "@/lib/enforcement/decision/admission";
import { Engine } from "@/lib/enforcement/instance/engine";
import { MemoryPlanLimits } from "@/lib/enforcement/plan-limits/memory";
import type { PlanLimitStore } from "@/lib/enforcement/plan-limits/store";
import { openPostgresStore } from "@/lib/enforcement/postgres-store";
import type { EnforcementStore } from "@/lib/enforcement/store";
import type { IpBlockRule } from "@/lib/env";
import { ERRORS } from "@/lib/errors";
import { checkUsage } from "@/lib/usage/check";
import { collect } from "@/test/collect";

export interface EngineSetup {
  /** A directory that several engines share, as processes of one data directory do. */
  journalRoot?: string;
  ipBlock?: IpBlockRule | null;
  planLimits?: PlanLimitStore;
  /** In place of a plain one. */
  store?: EnforcementStore;
}

/** An engine as one process has it, and what it complained of. */
export class TestEngine {
  readonly complaints: string[] = [];
  private stopped = false;

  constructor(
    readonly engine: Engine,
    readonly journalRoot: string,
  ) {}

  /** Judges a request with a key, without an answer to it yet. */
  async admit(hash: string, over: Partial<AdmitRequest> = {}): Promise<Admission> {
    return this.engine.admit({
      presented: { form: "hash", hash },
      ip: null,
      method: "GET",
      path: "/api/v1/echo",
      userAgent: null,
      endpoint: { credits: 1, free: false },
      startedAt: performance.now(),
      ...over,
    });
  }

  /** Judges a request and answers it, as the front door does. */
  async ask(hash: string, over: Partial<AdmitRequest> = {}): Promise<Admission> {
    const admission = await this.admit(hash, over);
    const { verdict } = admission;
    const code = verdict.admitted ? null : verdict.code;
    this.engine.record(admission, { status: code ? ERRORS[code].status : 200, code, credits: 1 });
    return admission;
  }

  /** The outcome of one request: `admitted`, or the code of its rejection. */
  async outcome(hash: string, over: Partial<AdmitRequest> = {}): Promise<string> {
    return outcomeOf(await this.ask(hash, over));
  }

  /** The outcomes of requests that come all at once, counted. */
  async outcomes(hash: string, times: number): Promise<Record<string, number>> {
    const all = await Promise.all(Array.from({ length: times }, () => this.outcome(hash)));
    return countOf(all);
  }

  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    await this.engine.stop();
  }
}

export const outcomeOf = ({ verdict }: Admission): string =>
  verdict.admitted ? "admitted" : verdict.code;

export function countOf(outcomes: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const outcome of outcomes) counted[outcome] = (counted[outcome] ?? 0) + 1;
  return counted;
}

/** A directory for journals that is removed when the test ends. */
export function journalDirectory(): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), "latchkey-journal-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Starts an engine on a database; it is stopped when the test ends, if it was not before. */
export async function startEngine(url: string, setup: EngineSetup = {}): Promise<TestEngine> {
  const journalRoot = setup.journalRoot ?? journalDirectory();
  const complain = (fields: object, message: string) => {
    const { err } = fields as { err?: Error };
    test.complaints.push(err ? `${message}: ${err.message}` : message);
  };
  const engine = new Engine({
    store: setup.store ?? openPostgresStore(url),
    journalRoot,
    ipBlock: setup.ipBlock ?? null,
    planLimits: setup.planLimits ?? new MemoryPlanLimits(),
    log: { info: () => {}, warn: complain, error: complain },
  });
  const test = new TestEngine(engine, journalRoot);
  onTestFinished(() => test.stop());
  await engine.start();
  return test;
}

/** Lets plans admit whatever comes, where a test is about quotas. */
export async function withoutPlanLimits(db: Database): Promise<void> {
  await db.execute(sql`update plans set per_second = 1000000, per_minute = 1000000`);
}

/** What the log says of a key, and how far the counters are from it. */
export async function accountOf(db: Database, accountId: string, keyId: string) {
  const [rows] = await db.execute<{ rows: number; ids: number; counted: number }>(
    sql`select count(*)::int as rows, count(distinct id)::int as ids,
          (count(*) filter (where counted))::int as counted
        from request_logs where key_id = ${keyId}`,
  );
  const [leased] = await db.execute<{ amount: number }>(
    sql`select coalesce(sum(amount), 0)::int as amount from leases where key_id = ${keyId}`,
  );
  const checks = (await collect(checkUsage({ db, accountId }))).filter(({ key }) => key === keyId);
  return {
    rows: rows!.rows,
    ids: rows!.ids,
    counted: rows!.counted,
    leased: leased!.amount,
    drift: checks.map(({ drift }) => drift),
  };
}
