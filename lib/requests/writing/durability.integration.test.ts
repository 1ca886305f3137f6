import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { refusedFile } from "@/lib/requests/journal/set-aside";
import type { RequestRow } from "@/lib/requests/journal/row";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, journalDirectory, startEngine, withoutPlanLimits } from "@/test/engine";
import { makeKey } from "@/test/key";
import { ROOT } from "@/test/root";

let own: OwnDatabase;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
});
afterAll(() => own.remove());

const CALLERS = 12;
/** Processes take their time to start on a busy machine. */
const PATIENCE_MS = 90_000;

interface Answer {
  requestId: string;
  hash: string;
  outcome: string;
}

/** A process of its own that answers requests until it is killed. */
class Server {
  private constructor(
    private readonly child: ChildProcess,
    private readonly out: string,
  ) {}

  static start(journalRoot: string, hashes: string[]): Server {
    const out = path.join(journalRoot, `answers-${Date.now()}.txt`);
    const fd = fs.openSync(out, "a");
    const job = { databaseUrl: own.url, journalRoot, hashes, callers: CALLERS };
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "test/answer-until-killed.ts", JSON.stringify(job)],
      { cwd: ROOT, stdio: ["ignore", fd, "inherit"] },
    );
    fs.closeSync(fd);
    onTestFinished(() => void child.kill("SIGKILL"));
    return new Server(child, out);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** What clients have been told; a line that the end cut off reached nobody whole. */
  answers(): Answer[] {
    const lines = fs.readFileSync(this.out, "utf8").split("\n").slice(0, -1);
    return lines.map((line) => {
      const [requestId, hash, outcome] = line.split(" ") as [string, string, string];
      return { requestId, hash, outcome };
    });
  }

  /** Kills it, without a warning, as soon as it has given so many answers. */
  async killAfter(answers: number): Promise<Answer[]> {
    await expect
      .poll(() => this.answers().length, { timeout: PATIENCE_MS, interval: 20 })
      .toBeGreaterThanOrEqual(answers);
    const exited = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await exited;
    return this.answers();
  }
}

/** Of these answers, how many have no row, and how many have more than one. */
async function rowsOf({ accountId }: TestAccount, answers: Answer[]) {
  const rows = await own.db.execute<{ id: string; n: number; code: string | null }>(
    sql`select id, count(*)::int as n, min(code) as code from request_logs
        where account_id = ${accountId} group by id`,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    lost: answers.filter(({ requestId }) => !byId.has(requestId)).length,
    double: rows.filter(({ n }) => n > 1).length,
    /** Rows that say something else than the client was told. */
    wrong: answers.filter(
      ({ requestId, outcome }) => (byId.get(requestId)?.code ?? "admitted") !== outcome,
    ).length,
    unanswered: rows.length - answers.length,
  };
}

test(
  "of a process killed again and again, every answer has exactly one row, and quotas admit exactly Q",
  async () => {
    const account = await makeAccount(own.db, { cleanup: false });
    const journalRoot = journalDirectory();
    const free = await makeKey(account.ctx);
    const daily = await makeKey(account.ctx, { quotaDaily: 600 });
    const total = await makeKey(account.ctx, { quotaTotal: 10_000_000, quotaWeekly: 5_000_000 });
    const keys = [free, daily, total];
    const answers: Answer[] = [];
    const rounds = [150, 500, 1_200];
    for (const round of rounds) {
      const server = Server.start(
        journalRoot,
        keys.map(({ hash }) => hash),
      );
      answers.push(...(await server.killAfter(round)));
    }
    expect(answers.length).toBeGreaterThanOrEqual(1_850);

    const heir = await startEngine(own.url, { journalRoot });
    const { unanswered, ...rest } = await rowsOf(account, answers);
    expect(rest).toEqual({ lost: 0, double: 0, wrong: 0 });
    // Recorded, and killed before the answer was out: no more than were in flight.
    expect(unanswered).toBeGreaterThanOrEqual(0);
    expect(unanswered).toBeLessThanOrEqual(CALLERS * rounds.length);

    for (const key of keys) {
      const state = await accountOf(own.db, account.accountId, key.id);
      expect(state).toMatchObject({ drift: [0, 0, 0, 0], leased: 0 });
    }
    // What was not spent of the quota is there for the heir, and not one more.
    await heir.outcomes(daily.hash, 700);
    await heir.engine.writer.drain();
    const state = await accountOf(own.db, account.accountId, daily.id);
    expect(state).toMatchObject({ counted: 600, drift: [0, 0, 0, 0] });
    expect(fs.readdirSync(journalRoot).filter((name) => !name.startsWith("answers-"))).toHaveLength(
      1,
    );
  },
  PATIENCE_MS,
);

test(
  "a living instance takes over from a dead one of its data directory: its rows, and what it held in lease",
  async () => {
    const account = await makeAccount(own.db, { cleanup: false });
    const key = await makeKey(account.ctx, { quotaTotal: 100_000 });
    const survivor = await startEngine(own.url);
    const server = Server.start(survivor.journalRoot, [key.hash]);
    const answers = await server.killAfter(200);
    // The survivor waits until the silence is long enough; the test has no such patience.
    await own.db.execute(
      sql`update instances set heartbeat_at = now() - interval '1 minute' where pid = ${server.pid}`,
    );
    const left = () => own.db.execute(sql`select 1 from instances where pid = ${server.pid}`);
    await expect.poll(async () => (await left()).length, { timeout: 20_000 }).toBe(0);

    expect(await rowsOf(account, answers)).toMatchObject({ lost: 0, double: 0, wrong: 0 });
    expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({
      leased: 0,
      drift: [0, 0, 0, 0],
    });
    expect(survivor.complaints).toContain("took over from a dead instance");
  },
  PATIENCE_MS,
);

test(
  "of a process killed again and again while the database refuses some of its rows, a quota admits exactly Q",
  async () => {
    const account = await makeAccount(own.db, { cleanup: false });
    const journalRoot = journalDirectory();
    const key = await makeKey(account.ctx, { quotaTotal: 1_500 });
    // One in sixty-four of those that spent something, and the same ones whoever writes them.
    await own.db.execute(sql`
      create function refuse_some() returns trigger language plpgsql as $$ begin
        raise exception 'refused' using errcode = 'check_violation';
      end $$`);
    await own.db.execute(
      sql.raw(`create trigger refuse_some before insert on request_logs for each row
        when (new.account_id = '${account.accountId}' and new.leased and get_byte(uuid_send(new.id), 15) < 4)
        execute function refuse_some()`),
    );
    onTestFinished(async () => {
      await own.db.execute(sql`drop trigger refuse_some on request_logs`);
      await own.db.execute(sql`drop function refuse_some`);
    });
    const answers: Answer[] = [];
    for (const round of [150, 300, 500]) {
      answers.push(...(await Server.start(journalRoot, [key.hash]).killAfter(round)));
    }
    const heir = await startEngine(own.url, { journalRoot });
    const told = answers.filter(({ outcome }) => outcome === "admitted").length;
    let more = 0;
    for (let rounds = 0; rounds < 3; rounds++) {
      more += (await heir.outcomes(key.hash, 600)).admitted ?? 0;
    }
    // Batches are halved until refused rows stand alone, which takes longer than an end in order may.
    await heir.engine.writer.drain();
    await heir.stop();
    expect(heir.complaints.join()).not.toContain("leaving the database");
    const refused = new Set<string>();
    for (const line of fs.readFileSync(refusedFile(journalRoot), "utf8").trim().split("\n")) {
      const row = JSON.parse(line) as RequestRow;
      if (row.leased) refused.add(row.id);
    }
    expect(refused.size).toBeGreaterThan(0);
    expect(told + more).toBeLessThanOrEqual(1_500);
    // Each admission has its row in the log, or is kept for one that was refused: neither one too many nor one too few.
    const state = await accountOf(own.db, account.accountId, key.id);
    expect(state).toMatchObject({ leased: refused.size, drift: [0, 0, 0, 0] });
    expect(state.counted + refused.size).toBe(1_500);
  },
  PATIENCE_MS,
);
