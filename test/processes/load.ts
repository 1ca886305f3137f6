import { sql } from "drizzle-orm";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import type { Database } from "@/db/client";
import { checkUsage } from "@/lib/usage/check";
import { expectTrafficOfLog } from "../traffic-drift";
import type { Owner } from "./owner";
import { collect } from "@/test/collect";

/** A page, a handler or the gateway, as somebody keeps asking for it. */
interface Asked {
  name: "page" | "handler" | "gateway";
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
    headers.get("content-security-policy")?.startsWith("default-src 'none';") === true &&
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

/** A keyed request that was answered: what its row must say. */
export interface Answered {
  id: string | null;
  status: number;
  /** The code of an error of ours; null where the handler or the upstream has answered. */
  code: string | null;
}

export const answeredOf = ({ status, headers }: Response): Answered => ({
  id: headers.get("x-request-id"),
  status,
  code: headers.get("latchkey-error"),
});

/** Requests of all kinds at once, one after another of each, and what became of them. */
export class Load {
  /** Keyed requests. */
  readonly answered: Answered[] = [];
  /** Of these. */
  readonly counts = { gateway: 0, handler: 0 };
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
    const gateway = { name: "gateway", headers, pauseMs: 20, fault: this.ofGateway } as const;
    const handler = { name: "handler", headers, pauseMs: 50, fault: this.ofHandler } as const;
    const page = { name: "page", pauseMs: 120, fault: this.ofPage } as const;
    const signedIn = { ...page, headers: { Cookie: cookie } };
    this.loops = [
      this.ask({ ...gateway, path: "/api/v1/of-the-upstream" }),
      this.ask({ ...gateway, path: "/api/v1/of-the-upstream", method: "POST" }),
      this.ask({ ...handler, path: "/api/v1/echo" }),
      this.ask({ ...handler, path: "/api/v1/echo", method: "POST" }),
      this.ask({ ...handler, path: "/api/v1/usage" }),
      this.ask({ ...signedIn, path: "/dashboard/keys" }),
      this.ask({ ...signedIn, path: "/dashboard/keys/logs" }),
      this.ask({ ...page, path: "/sign-in" }),
    ];
  }

  private async ask(asked: Asked): Promise<void> {
    const { name, path, method = "GET", headers, pauseMs } = asked;
    while (this.isOn) {
      try {
        const answer = await fetch(this.origin + path, { method, headers, redirect: "manual" });
        if (name !== "page") {
          this.answered.push(answeredOf(answer));
          this.counts[name]++;
        }
        const text = () => answer.text();
        const fault = await asked.fault(answer, text);
        if (fault) this.faults.push(`${name} ${path} ${fault}`);
      } catch (error) {
        this.broken(name, path, error);
      }
      await pause(pauseMs);
    }
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
 * Holds the log of an account against its requests that were answered: each is in it once, with what it was
 * answered, and the counters are what the log says.
 *
 * @param mayHoldMore whether there may be rows of requests whose answers nobody has read
 */
export async function expectLogged(
  db: Database,
  accountId: string,
  answered: readonly Answered[],
  { mayHoldMore = false } = {},
): Promise<void> {
  const rows = await db.execute<{ id: string; status: number; code: string | null }>(
    sql`select id, status, code from request_logs where account_id = ${accountId}`,
  );
  const lineOf = ({ id, status, code }: Answered) => `${id} ${status} ${code}`;
  const logged = new Set(rows.map(lineOf));
  expect(answered.map(lineOf).filter((line) => !logged.has(line))).toEqual([]);
  expect(new Set(answered.map(({ id }) => id)).size).toBe(answered.length);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  if (!mayHoldMore) expect(rows.length).toBe(answered.length);
  const checks = await collect(checkUsage({ db, accountId }));
  expect(checks.filter(({ drift }) => drift !== 0)).toEqual([]);
  await expectTrafficOfLog(db, accountId);
}
