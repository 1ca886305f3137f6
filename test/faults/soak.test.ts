import { readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { withoutPlanLimits } from "../engine";
import { call } from "../http/call";
import { startUpstream } from "../http/front-door";
import { makeKey } from "../key";
import { expectLogged } from "../processes/load";
import { watchMachine } from "../processes/machine";
import { makeOwner } from "../processes/owner";
import { TestServer } from "../processes/server";
import { slope, tell } from "./figures";
import { Traffic } from "./traffic";

/** Half an hour, or what is said. */
const MINUTES = Number(process.env.LATCHKEY_SOAK_MINUTES ?? 30);
const EVERY_MS = 5_000;
/** Until caches, pools and heaps have their size. */
const WARM_MS = Math.min(5 * 60_000, (MINUTES * 60_000) / 4);
const KEYS = 50;
/** Busier than this, the machine has other work: how late an event loop is says nothing then. */
const BUSY = 0.9;

interface Point {
  atS: number;
  value: number;
}

test(`${MINUTES} minutes at half of what it can do: memory, descriptors and the event loops' delay are flat`, async () => {
  const upstream = await startUpstream();
  upstream.handle = (_request, response) => response.end("of the upstream");
  onTestFinished(upstream.stop);
  const server = await TestServer.start({ env: { LATCHKEY_UPSTREAM: upstream.origin } });
  onTestFinished(() => server.remove());
  await withoutPlanLimits(server.database.db);
  const owner = await makeOwner(server);
  const of = { db: server.database.db, accountId: owner.accountId };
  const keys = await Promise.all(
    Array.from({ length: KEYS }, (_, i) => makeKey(of, i % 2 ? { quotaDaily: 1_000_000 } : {})),
  );
  const app = await server.appPid();
  const traffic = new Traffic(server.origin, [
    ...keys.map(({ secret }) => ({ path: "/api/v1/of-the-upstream", secret, pauseMs: 60 })),
    ...keys.slice(0, 5).map(({ secret }) => ({ path: "/api/v1/echo", secret, pauseMs: 60 })),
  ]);
  onTestFinished(() => traffic.stop());

  const series: Record<string, Point[]> = {};
  const note = (name: string, value: number) =>
    (series[name] ??= []).push({ atS: performance.now() / 1000, value });
  const endsAt = performance.now() + MINUTES * 60_000;
  const warmAt = performance.now() + WARM_MS;
  let busyPoints = 0;
  while (performance.now() < endsAt) {
    const busyPart = watchMachine();
    await pause(EVERY_MS);
    const isBusy = busyPart() > BUSY;
    await call(server.port, { path: "/dashboard/keys", headers: { Cookie: owner.cookie } });
    if (performance.now() < warmAt) continue;
    const { frontDoor, app: said } = (await call(server.port, { path: "/readyz" })).json<
      Record<"frontDoor" | "app", { residentBytes: number; eventLoopDelayP99Ms: number }>
    >();
    note("front door MB", frontDoor.residentBytes / 1e6);
    note("app MB", said.residentBytes / 1e6);
    if (isBusy) busyPoints++;
    else {
      note("front door delay ms", frontDoor.eventLoopDelayP99Ms);
      note("app delay ms", said.eventLoopDelayP99Ms);
    }
    note("front door descriptors", readdirSync(`/proc/${server.pid}/fd`).length);
    note("app descriptors", readdirSync(`/proc/${app}/fd`).length);
  }
  await traffic.stop();
  expect(await server.stop()).toMatchObject({ code: 0 });
  const anHour = (points: Point[]) => slope(points) * 3_600;
  tell({
    promise: `${MINUTES} minutes at about half capacity`,
    seen: `${traffic.answers.length} answers (${Object.entries(traffic.tally())
      .map(([answer, times]) => `${answer}: ${times}`)
      .join(", ")}); ${Object.entries(series)
      .map(
        ([name, points]) =>
          `${name} ${points.at(-1)!.value.toFixed(0)} (${anHour(points).toFixed(1)} an hour)`,
      )
      .join(
        "; ",
      )}; in ${busyPoints} of ${series["app MB"]!.length} moments the machine had other work`,
  });
  expect.soft(Object.keys(traffic.tally())).toEqual(["200"]);
  await expectLogged(server.database.db, owner.accountId, traffic.answers, { mayHoldMore: true });
  // Twice what is there by now, within a day, would be a leak. Noise of a short run is larger than an hour's.
  for (const name of ["front door MB", "app MB", "front door descriptors", "app descriptors"]) {
    const points = series[name]!;
    expect.soft(anHour(points) * (MINUTES / 60), name).toBeLessThan(points[0]!.value * 0.25);
  }
  // What is late by more and more has more and more to do.
  for (const name of ["front door delay ms", "app delay ms"]) {
    const points = series[name]!;
    expect(points.length, "quiet moments").toBeGreaterThan(series["app MB"]!.length / 2);
    expect.soft(anHour(points) * (MINUTES / 60), name).toBeLessThan(Math.max(20, points[0]!.value));
  }
});
