import { expect, onTestFinished, test } from "vitest";
import { withoutPlanLimits } from "../engine";
import { eventually } from "../http/call";
import { startUpstream } from "../http/front-door";
import { type Answered, answeredOf, expectLogged, isPlainPage, isUnavailable, Load } from "./load";
import { makeOwner } from "./owner";
import { isAlive } from "./process-table";
import { SERVICE_TOKEN, TestServer } from "./server";

/** Twenty in the fault suite, some here. */
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 5);
/** A machine that does much else at that moment may be late once or twice. */
const MAY_BE_LATE = Math.ceil(ROUNDS / 10);
/** Pages are promised to be back by then: in two to three seconds on a machine of two cores. */
const BACK_MS = 5_000;
/** A machine that has much else to do may take longer now and then, and starts the app all the same. */
const BUSY_MS = 10_000;

/** A server in front of an upstream, with somebody who may ask it for as much as they like. */
async function start() {
  const upstream = await startUpstream();
  upstream.handle = (_request, response) => response.end("of the upstream");
  onTestFinished(upstream.stop);
  const server = await TestServer.start({ env: { LATCHKEY_UPSTREAM: upstream.origin } });
  onTestFinished(() => server.remove());
  await withoutPlanLimits(server.database.db);
  const owner = await makeOwner(server);
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(server.origin + path, { headers, redirect: "manual" });
  return { server, owner, get, keyed: { "X-API-Key": owner.key.secret } };
}

const verify = (origin: string, key: string) =>
  fetch(`${origin}/api/verify`, {
    method: "POST",
    headers: { Authorization: `Bearer ${SERVICE_TOKEN}` },
    body: JSON.stringify({ key }),
  });

const isUp = async (server: TestServer) => (await server.app()).state === "up";

test("killed amid pages, handlers and the gateway, again and again, the app costs no gateway request and no row of the log, and pages are back within 5 s", async () => {
  const { server, owner, get, keyed } = await start();
  const load = new Load(server.origin, owner);
  onTestFinished(() => load.stop());
  const answered: Answered[] = [];
  const backMs: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const served = load.pages.served;
    await eventually(() => load.pages.served > served + 2, 30_000);
    process.kill(await server.appPid(), "SIGKILL");
    const killedMs = performance.now();
    await eventually(async () => !(await isUp(server)));

    const [page, open, json, handler, ready, up] = await Promise.all([
      get("/dashboard/keys", { Cookie: owner.cookie }),
      get("/sign-up"),
      get("/api/auth/session"),
      get("/api/v1/echo", keyed),
      get("/readyz"),
      server.metric("latchkey_app_up"),
    ]);
    expect(await isPlainPage(page, await page.text())).toBe(true);
    expect(await isPlainPage(open, await open.text())).toBe(true);
    expect(json.status).toBe(503);
    expect(json.headers.get("retry-after")).not.toBeNull();
    expect(await json.json()).toEqual({ error: "Service temporarily unavailable" });
    expect(isUnavailable(handler)).toBe(true);
    answered.push(answeredOf(handler));
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: "ready", app: { state: "down" } });
    expect(up).toBe(0);

    await eventually(async () => (await get("/sign-in")).status === 200, BUSY_MS);
    backMs.push(performance.now() - killedMs);
    expect(await server.app()).toMatchObject({ state: "up", restarts: round });
    expect(await server.metric("latchkey_app_up")).toBe(1);
    expect(await server.metric('latchkey_app_state{state="up"}')).toBe(1);
    expect(await server.metric("latchkey_app_restarts")).toBe(round);
  }
  await load.stop();
  const late = backMs.filter((ms) => ms >= BACK_MS);
  const told = `of ${ROUNDS} times pages took ${late.join(", ")} ms`;
  expect(late.length, told).toBeLessThanOrEqual(MAY_BE_LATE);
  expect(load.faults).toEqual([]);
  // It was a test of something.
  expect(load.pages.refused).toBeGreaterThan(ROUNDS);
  expect(load.counts.gateway).toBeGreaterThan(ROUNDS * 20);
  expect(load.counts.handler).toBeGreaterThan(ROUNDS * 20);
  expect(await server.stop()).toMatchObject({ code: 0 });
  await expectLogged(server.database.db, owner.accountId, [...load.answered, ...answered]);
}, 300_000);

/** An app that says nothing for 5 s hangs; a busy machine takes a moment longer to see to it. */
const HANG_MS = 5_000 + BUSY_MS;

test("while the app hangs the gateway, verify, health and metrics go on, pages that wait for it are told within the deadline, and it is started again", async () => {
  const { server, owner, get, keyed } = await start();
  const pid = await server.appPid();
  process.kill(pid, "SIGSTOP");
  const stoppedMs = performance.now();
  let isTold = false;
  const asked = [get("/dashboard/keys", { Cookie: owner.cookie }), get("/sign-in")];
  const told = Promise.all(asked).finally(() => (isTold = true));

  let looks = 0;
  while (!isTold) {
    const answers = await Promise.all([
      get("/api/v1/of-the-upstream", keyed),
      verify(server.origin, owner.key.secret),
      get("/healthz"),
      get("/readyz"),
      get("/metrics", { Authorization: `Bearer ${SERVICE_TOKEN}` }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await answers[1]!.json()).toMatchObject({ valid: true });
    looks++;
  }
  expect(performance.now() - stoppedMs).toBeLessThan(HANG_MS);
  for (const page of await told) expect(await isPlainPage(page, await page.text())).toBe(true);
  expect(looks).toBeGreaterThan(20);
  expect(await isAlive(pid)).toBe(false);

  await eventually(async () => (await get("/sign-in")).status === 200, BUSY_MS);
  expect(await server.appPid()).not.toBe(pid);
  expect(await server.app()).toMatchObject({ state: "up", restarts: 1 });
  expect(server.logged("the app hangs")).toMatchObject([{ app: pid, level: 50 }]);
});
