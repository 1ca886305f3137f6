import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { withoutPlanLimits } from "../engine";
import { eventually } from "../http/call";
import { startUpstream } from "../http/front-door";
import { makeKey } from "../key";
import { type Answered, expectLogged, Load } from "../processes/load";
import { makeOwner } from "../processes/owner";
import { isAlive } from "../processes/process-table";
import { TestServer } from "../processes/server";
import { startCluster } from "./cluster";
import { tell } from "./figures";

const ROUNDS = 100;
/** Of the key whose quota must be exact. */
const QUOTA = 4_000;
const VICTIMS = ["front door", "app", "both", "PostgreSQL"] as const;

/** A page, a handler or the gateway may be told that something is away, and nothing else. */
const isOutage = (fault: string) => /answered 503$|broke: /.test(fault);

/** Keeps asking with a key that has a quota, and counts who was let in. */
class QuotaClient {
  admitted = 0;
  readonly statuses = new Map<string, number>();
  private isOn = true;
  private readonly loop: Promise<void>;

  constructor(origin: string, secret: string) {
    this.loop = this.ask(`${origin}/api/v1/of-the-upstream`, secret);
  }

  private async ask(url: string, secret: string): Promise<void> {
    while (this.isOn) {
      await fetch(url, { headers: { "X-API-Key": secret } }).then(
        async (answer) => {
          await answer.text().catch(() => "");
          if (answer.status === 200) this.admitted++;
          const told = `${answer.status} ${answer.headers.get("latchkey-error") ?? ""}`.trim();
          this.statuses.set(told, (this.statuses.get(told) ?? 0) + 1);
        },
        () => {},
      );
      await pause(5);
    }
  }

  async stop(): Promise<void> {
    this.isOn = false;
    await this.loop;
  }
}

test(`killed ${ROUNDS} times at random moments (front door, app, both, PostgreSQL), no answered request is missing from the log, none is there twice, and a quota lets in not one too many`, async () => {
  const upstream = await startUpstream();
  upstream.handle = (_request, response) => response.end("of the upstream");
  onTestFinished(upstream.stop);
  const cluster = await startCluster();
  const { database } = cluster;
  onTestFinished(database.remove);
  await withoutPlanLimits(database.db);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "latchkey-data-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const kept = { database, dataDir, env: { LATCHKEY_UPSTREAM: upstream.origin } };

  let server = await TestServer.start(kept);
  onTestFinished(() => server.remove());
  const owner = await makeOwner(server);
  const limited = await makeKey(
    { db: database.db, accountId: owner.accountId },
    { quotaTotal: QUOTA },
  );
  const answered: Answered[] = [];
  const faults: string[] = [];
  const statuses = new Map<string, number>();
  const killed = new Map<string, number>();
  let admitted = 0;

  for (let round = 0; round < ROUNDS; round++) {
    const victim = VICTIMS[Math.floor(Math.random() * VICTIMS.length)]!;
    killed.set(victim, (killed.get(victim) ?? 0) + 1);
    const load = new Load(server.origin, owner);
    load.mayBreak = true;
    const quota = new QuotaClient(server.origin, limited.secret);
    await eventually(() => load.counts.gateway > 10, 60_000);
    await pause(Math.random() * 500);
    const app = await server.appPid();
    if (victim === "PostgreSQL") {
      // The one that was killed before may not have been started again yet.
      await eventually(() => isAlive(cluster.pid()), 60_000);
      process.kill(cluster.pid(), "SIGKILL");
    }
    if (victim === "front door" || victim === "both") server.signal("SIGKILL");
    if (victim === "app" || victim === "both") process.kill(app, "SIGKILL");
    await pause(Math.random() * 500);
    await Promise.all([load.stop(), quota.stop()]);
    answered.push(...load.answered);
    admitted += quota.admitted;
    faults.push(...load.faults.filter((fault) => !isOutage(fault)));
    for (const [told, times] of quota.statuses)
      statuses.set(told, (statuses.get(told) ?? 0) + times);
    if (!server.isRunning) {
      await server.ended;
      server = await TestServer.start(kept);
    }
  }
  await eventually(async () => (await fetch(`${server.origin}/readyz`)).status === 200, 30_000);
  // What a dead one held is given out again: the quota is used up to the last.
  const rest = new QuotaClient(server.origin, limited.secret);
  await eventually(
    () => [...rest.statuses.keys()].some((told) => told.includes("quota_total")),
    120_000,
  );
  await rest.stop();
  admitted += rest.admitted;
  expect(await server.stop()).toMatchObject({ code: 0 });

  tell({
    promise: `${ROUNDS} kills under load`,
    seen: `${[...killed].map(([name, times]) => `${name} ${times}`).join(", ")}; ${answered.length} answers held against the log, 0 missing, 0 twice; ${admitted} of ${QUOTA} let in by a quota; its answers: ${[...statuses].map(([told, times]) => `${told} ${times}`).join(", ")}`,
  });
  expect(faults).toEqual([]);
  expect(admitted).toBeLessThanOrEqual(QUOTA);
  const seen = answered.filter(({ id }) => id !== null);
  // The limited key is of the same account: its answers are in the log as well.
  await expectLogged(database.db, owner.accountId, seen, { mayHoldMore: true });
});
