import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { checkUsage } from "@/lib/usage/check";
import { withoutPlanLimits } from "../engine";
import { call } from "../http/call";
import { makeOwner } from "../processes/owner";
import { SERVICE_TOKEN, TestServer } from "../processes/server";
import type { Answers, ClosedLoop } from "./closed-loop-client";
import { percentile, slope, tell } from "./figures";
import { collect } from "@/test/collect";

const CLIENT = fileURLToPath(new URL("closed-loop-client.ts", import.meta.url));
const CLIENTS = 1_000;
const SECONDS = 60;
/** In which limits find their measure, and memory its level. */
const WARM_S = 15;

test("a thousand clients that ask again at once are shed early, those let in are answered within a second, memory is flat, health and dashboard answer", async () => {
  const server = await TestServer.start();
  onTestFinished(() => server.remove());
  await withoutPlanLimits(server.database.db);
  const owner = await makeOwner(server);
  const { port } = server;
  const loop: ClosedLoop = {
    url: `${server.origin}/api/v1/echo`,
    key: owner.key.secret,
    clients: CLIENTS,
    seconds: SECONDS,
  };
  const load = execa(process.execPath, ["--import", "tsx", CLIENT, JSON.stringify(loop)], {
    maxBuffer: 1e9,
  });

  const probes = { healthMs: [] as number[], dashboardMs: [] as number[] };
  const memory: Array<{ atS: number; value: number }> = [];
  const statuses = new Set<number>();
  const startedMs = performance.now();
  const elapsedS = () => (performance.now() - startedMs) / 1000;
  const timed = async (into: number[], asked: Parameters<typeof call>[1]) => {
    const beganMs = performance.now();
    const answer = await call(port, asked);
    into.push(performance.now() - beganMs);
    statuses.add(answer.status);
    return answer;
  };
  while (elapsedS() < SECONDS) {
    await timed(probes.healthMs, { path: "/healthz" });
    await timed(probes.dashboardMs, {
      path: "/dashboard/keys",
      headers: { Cookie: owner.cookie },
    });
    const ready = await call(port, { path: "/readyz" });
    const said = ready.json<{ frontDoor: { residentBytes: number } }>();
    if (elapsedS() > WARM_S) {
      memory.push({ atS: elapsedS(), value: said.frontDoor.residentBytes / 1e6 });
    }
  }
  const answers = JSON.parse((await load).stdout) as Answers;
  const admitted = answers["200"] ?? [];
  const shed = answers["503"] ?? [];
  const metrics = await call(port, {
    path: "/metrics",
    headers: { Authorization: `Bearer ${SERVICE_TOKEN}` },
  });
  const growth = slope(memory);
  tell({
    promise: `overload: ${CLIENTS} clients in a closed loop for ${SECONDS} s`,
    seen: [
      `${admitted.length} let in (p50 ${percentile(admitted, 0.5)} ms, p99 ${percentile(admitted, 0.99)} ms)`,
      `${shed.length} shed (p50 ${percentile(shed, 0.5)} ms)`,
      `other answers: ${
        Object.keys(answers)
          .filter((status) => status !== "200" && status !== "503")
          .join() || "none"
      }`,
      `health p99 ${Math.round(percentile(probes.healthMs, 0.99))} ms`,
      `dashboard p50 ${Math.round(percentile(probes.dashboardMs, 0.5))} ms, slowest ${Math.round(Math.max(...probes.dashboardMs))} ms of ${probes.dashboardMs.length}`,
      `memory ${Math.round(memory.at(-1)!.value)} MB, ${growth.toFixed(2)} MB/s`,
    ].join("; "),
  });
  expect(Object.keys(answers).sort()).toEqual(["200", "503"]);
  expect(shed.length).toBeGreaterThan(0);
  expect(metrics.text).toMatch(/^latchkey_shed_total [1-9]/m);
  expect(percentile(admitted, 0.99)).toBeLessThan(1_000);
  expect(percentile(probes.healthMs, 0.99)).toBeLessThan(1_000);
  expect(growth * SECONDS).toBeLessThan(memory[0]!.value * 0.2);
  expect([...statuses]).toEqual([200]);
  expect(await server.stop()).toMatchObject({ code: 0 });
  const drift = (
    await collect(checkUsage({ db: server.database.db, accountId: owner.accountId }))
  ).filter((line) => line.drift !== 0);
  expect(drift).toEqual([]);
});
