import { sql } from "drizzle-orm";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import type { Database } from "@/db/client";
import { checkUsage } from "@/lib/usage/check";
import { expectTrafficOfLog } from "../traffic-drift";
import type { Owner } from "./owner";

/** A page, a handler or the gateway, as somebody keeps asking for it. */
interface Asked {
  name: string;
  path: string;
  method?: string;
  headers?: Record<string, string>;
  /** Between two requests. */
  pauseMs: number;
  /** What is wrong with an answer; null where nothing is. */
  fault(answer: Response, text: () => Promise<string>): Promise<string | null>;
}

/** What the app's absence makes of a page: a page that says so and loads itself again. */
export async function isPlainPage(answer: Response, text: string): Promise<boolean> {
  const { headers } = answer;
  return (
    answer.status === 503 &&
    headers.get("content-type") === "text/html; charset=utf-8" &&
    Number(headers.get("retry-after")) > 0 &&
    headers.get("content-security-policy") === "default-src 'none'; style-src 'unsafe-inline'" &&
    headers.get("cache-control") === "no-store" &&
    /<meta http-equiv="refresh" content="\d+">/.test(text) &&
    !/<(script|img|link)\b/.test(text)
  );
}

/** Whether a keyed request was told that its handler is away. */
export const isUnavailable = ({ status, headers }: Response): boolean =>
  status === 503 &&
  headers.get("latchkey-error") === "unavailable" &&
  headers.get("retry-after") !== null;

const told = (answer: Response) => `answered ${answer.status}`;

/** Requests of all kinds at once, one after another of each, and what became of them. */
export class Load {
  /** The ids of keyed requests that were answered, by what was asked. */
  readonly answered = new Map<string, string[]>();
  /** What no client may see. */
  readonly faults: string[] = [];
  /** Pages that came, and those that did not. */
  readonly pages = { served: 0, refused: 0 };
  private isOn = true;
  private readonly loops: Promise<void>[];

  constructor(
    private readonly origin: string,
    { key, cookie }: Owner,
  ) {
    const headers = { "X-API-Key": key.secret };
    const gateway = { name: "gateway", headers, pauseMs: 10, fault: this.ofGateway };
    const handler = { name: "handler", headers, pauseMs: 25, fault: this.ofHandler };
    const signedIn = { name: "page", headers: { Cookie: cookie }, pauseMs: 60 };
    const page = { fault: this.ofPage };
    this.loops = [
      this.ask({ ...gateway, path: "/api/v1/of-the-upstream" }),
      this.ask({ ...gateway, path: "/api/v1/of-the-upstream", method: "POST" }),
      this.ask({ ...handler, path: "/api/v1/echo" }),
      this.ask({ ...handler, path: "/api/v1/echo", method: "POST" }),
      this.ask({ ...handler, path: "/api/v1/usage" }),
      this.ask({ ...signedIn, ...page, path: "/dashboard/keys" }),
      this.ask({ ...signedIn, ...page, path: "/dashboard/keys/logs" }),
      this.ask({ ...page, name: "page", pauseMs: 60, path: "/sign-in" }),
    ];
  }

  /** How many keyed requests were answered. */
  count = (name: string): number => this.answered.get(name)?.length ?? 0;

  get ids(): string[] {
    return [...this.answered.values()].flat();
  }

  private async ask(asked: Asked): Promise<void> {
    const { name, path, method = "GET", headers, pauseMs } = asked;
    while (this.isOn) {
      try {
        const answer = await fetch(this.origin + path, { method, headers, redirect: "manual" });
        if (name !== "page") this.note(name, answer.headers.get("x-request-id"));
        const text = () => answer.text();
        const fault = await asked.fault(answer, text);
        if (fault) this.faults.push(`${name} ${path} ${fault}`);
      } catch (error) {
        this.broken(name, path, error);
      }
      await pause(pauseMs);
    }
  }

  private note(name: string, id: string | null): void {
    if (id === null) return void this.faults.push(`${name} was answered without an id`);
    const ids = this.answered.get(name) ?? [];
    ids.push(id);
    this.answered.set(name, ids);
  }

  /** Set while the front door itself is taken away. */
  mayBreak = false;

  private broken(name: string, path: string, error: unknown): void {
    if (!this.mayBreak) this.faults.push(`${name} ${path} broke: ${String(error)}`);
  }

  private readonly ofGateway: Asked["fault"] = async (answer, text) =>
    answer.status === 200 && (await text()) === "of the upstream" ? null : told(answer);

  private readonly ofHandler: Asked["fault"] = async (answer, text) => {
    // Killed amid its answer, it owes the rest.
    const body = await text().catch(() => "cut");
    if (isUnavailable(answer)) {
      return body === '{"error":"Service temporarily unavailable"}' ? null : `said ${body}`;
    }
    return answer.status === 200 ? null : told(answer);
  };

  private readonly ofPage: Asked["fault"] = async (answer, text) => {
    const body = await text().catch(() => "cut");
    if (answer.status === 200) {
      this.pages.served++;
      return null;
    }
    this.pages.refused++;
    return (await isPlainPage(answer, body)) ? null : told(answer);
  };

  /** Asks for nothing more, and waits for what is asked for already. */
  async stop(): Promise<void> {
    this.isOn = false;
    await Promise.all(this.loops);
  }
}

/**
 * Holds the log of an account against the requests that were answered: each is in it once, and the
 * counters are what the log says.
 *
 * @param mayHold whether there may be rows of requests whose answers nobody has read
 */
export async function expectLogged(
  db: Database,
  accountId: string,
  answered: readonly string[],
  { mayHoldMore = false } = {},
): Promise<void> {
  const rows = await db.execute<{ id: string; times: number }>(
    sql`select id, count(*)::int as times from request_logs where account_id = ${accountId} group by id`,
  );
  const times = new Map(rows.map((row) => [row.id, row.times]));
  expect(new Set(answered).size).toBe(answered.length);
  expect(answered.filter((id) => !times.has(id))).toEqual([]);
  expect(rows.filter((row) => row.times !== 1)).toEqual([]);
  if (!mayHoldMore) expect(rows.length).toBe(answered.length);
  const checks = await checkUsage({ db, accountId });
  expect(checks.filter(({ drift }) => drift !== 0)).toEqual([]);
  await expectTrafficOfLog(db, accountId);
}
