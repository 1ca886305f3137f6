import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { ownDatabase } from "../database";
import { withoutPlanLimits } from "../engine";
import { eventually } from "../http/call";
import { startUpstream } from "../http/front-door";
import { makeKey } from "../key";
import { expectLogged } from "../processes/load";
import { makeOwner } from "../processes/owner";
import { TestServer } from "../processes/server";
import { tell } from "./figures";
import { Traffic } from "./traffic";

const PATH = "/api/v1/of-the-upstream";
const QUOTA = 300;
const OFF_S = 300;

/** libfaketime of the system's package faketime: it lies to one process about the time of day. */
function fakeTimeLibrary(): string {
  const places = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib"];
  for (const place of places) {
    const folder = path.join(place, "faketime");
    if (!existsSync(folder)) continue;
    const name = readdirSync(folder).find((each) => each.startsWith("libfaketime.so"));
    if (name) return path.join(folder, name);
  }
  throw new Error("install your system's package faketime");
}

/** A clock that can be set, for one server and its app. */
function settableClock() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "lk-clock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "offset");
  const set = (offsetS: number) => writeFileSync(file, `${offsetS < 0 ? "" : "+"}${offsetS}s\n`);
  set(0);
  const env = {
    LD_PRELOAD: fakeTimeLibrary(),
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    // A clock that is set leaves the other one alone, on a real machine too.
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  return { env, set };
}

const SCHEDULES: Array<[string, (set: (offsetS: number) => void) => Promise<void>]> = [
  ["ahead", async (set) => set(OFF_S)],
  ["behind", async (set) => set(-OFF_S)],
  [
    "jumping",
    async (set) => {
      for (let i = 0; i < 40; i++) {
        set(Math.round((Math.random() - 0.5) * 2 * OFF_S));
        await pause(200);
      }
    },
  ],
];

test.each(SCHEDULES)(
  `one instance's clock ${OFF_S} s %s changes no decision: quotas, expiry and rows are the database's`,
  async (name, schedule) => {
    const clock = settableClock();
    const database = await ownDatabase();
    onTestFinished(database.remove);
    await withoutPlanLimits(database.db);
    const upstream = await startUpstream();
    upstream.handle = (_request, response) => response.end("of the upstream");
    onTestFinished(upstream.stop);
    const env = { LATCHKEY_UPSTREAM: upstream.origin };
    const servers = await Promise.all([
      TestServer.start({ database, env }),
      TestServer.start({ database, env: { ...env, ...clock.env } }),
    ]);
    onTestFinished(async () => void (await Promise.all(servers.map((server) => server.remove()))));
    const owner = await makeOwner({ port: servers[0]!.port, database });
    const of = { db: database.db, accountId: owner.accountId };
    const inS = (seconds: number) => new Date(Date.now() + seconds * 1000);
    const capped = await makeKey(of, { quotaTotal: QUOTA, quotaDaily: QUOTA });
    const soonOver = await makeKey(of, { expiresAt: inS(OFF_S * 0.9) });
    const over = await makeKey(of, { expiresAt: inS(-OFF_S * 0.9) });

    const traffic = servers.map(
      ({ origin }) =>
        new Traffic(
          origin,
          [owner.key, capped, soonOver, over].map(({ secret }) => ({ path: PATH, secret })),
        ),
    );
    await eventually(() => traffic.every(({ answers }) => answers.length > 50));
    await schedule(clock.set);
    await pause(8_000);
    const isUsedUp = () =>
      traffic.every(({ answers }) => answers.some(({ code }) => code === "quota_total"));
    await eventually(isUsedUp, 120_000);
    await Promise.all(traffic.map((each) => each.stop()));
    const page = await fetch(`${servers[1]!.origin}/dashboard/keys`, {
      headers: { Cookie: owner.cookie },
      redirect: "manual",
    });
    for (const server of servers) expect(await server.stop()).toMatchObject({ code: 0 });
    const answers = traffic.flatMap((each) => each.answers);
    const tally = traffic[0]!.tally(answers);
    const counts = await database.db.execute<{ key: string; code: string | null; n: number }>(
      `select key_id as key, code, count(*)::int as n from request_logs group by 1, 2`,
    );
    const of2 = (key: { id: string }, code: string | null) =>
      counts.find((row) => row.key === key.id && row.code === code)?.n ?? 0;
    tell({
      promise: `one instance's clock ${OFF_S} s ${name}`,
      seen: `${Object.entries(tally)
        .map(([answer, times]) => `${answer}: ${times}`)
        .join(
          ", ",
        )}; of a quota of ${QUOTA}: ${of2(capped, null)}; the dashboard there: ${page.status}`,
    });
    expect(Object.keys(tally).filter((answer) => answer.startsWith("503"))).toEqual([]);
    expect(of2(capped, null)).toBe(QUOTA);
    expect(of2(soonOver, "expired_key")).toBe(0);
    expect(of2(over, null)).toBe(0);
    await expectLogged(database.db, owner.accountId, answers, { mayHoldMore: true });
    const [rows] = await database.db.execute<{ off: number }>(
      `select max(abs(extract(epoch from at - now())))::float8 as off from request_logs`,
    );
    // Rows are dated by the database, whatever the instance believes.
    expect(rows!.off).toBeLessThan(OFF_S / 2);
  },
);
