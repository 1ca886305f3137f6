import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { alertRules, boardExpressions, namedIn, PROJECT } from "../deploy-files";
import { call, eventually } from "../http/call";
import { samplesOf, valueOf } from "../metrics-text";
import { makeOwner } from "./owner";
import { SERVICE_TOKEN, TestServer } from "./server";

test("a server tells every metric that the alerts and the board name, of both of its processes", async () => {
  const server = await TestServer.start({ env: { LATCHKEY_UPSTREAM: "http://127.0.0.1:9" } });
  onTestFinished(() => server.remove());
  const metrics = async () => {
    const headers = { Authorization: `Bearer ${SERVICE_TOKEN}` };
    return (await call(server.port, { path: "/metrics", headers })).text;
  };
  const owner = await makeOwner(server);
  const withKey = { "X-API-Key": owner.key.secret };
  // One of each kind that is told only once there was one.
  await call(server.port, { headers: withKey });
  await call(server.port, { path: "/api/v1/of-the-service", headers: withKey });
  await call(server.port, { path: "/sign-in" });
  await eventually(async () => {
    const text = await metrics();
    const isBeating = valueOf(text, "latchkey_database_waits_total", { process: "app" }) !== null;
    const hasDays = valueOf(text, "latchkey_log_days_ahead") !== null;
    return isBeating && hasDays && valueOf(text, "latchkey_pages_total") !== null;
  }, 30_000);
  const text = await metrics();
  const samples = samplesOf(text);
  const asked = [...alertRules().map(({ expr }) => expr), ...boardExpressions()].flatMap(namedIn);
  expect(asked.length).toBeGreaterThan(50);
  for (const { name, labels } of asked) {
    const found = samples.find((sample) => sample.name === name);
    expect(found, `${name} is not told`).toBeDefined();
    for (const label of labels) expect(found!.labels, `${name}{${label}}`).toHaveProperty(label);
  }
  const page = readFileSync(path.join(PROJECT, "docs/operate/metrics.md"), "utf8");
  const told = samples.map(({ name }) => name.replace(/_(bucket|count|sum)$/, ""));
  for (const name of new Set(told.filter((each) => each.startsWith("latchkey_")))) {
    expect(page, `docs/operate/metrics.md says nothing of ${name}`).toContain(`\`${name}`);
  }
  const { version } = packageJson;
  expect(valueOf(text, "latchkey_build_info", { version })).toBe(1);
  expect(valueOf(text, "latchkey_upstream_errors_total", { upstream: "service" })).toBe(1);
  expect(valueOf(text, "latchkey_upstream_errors_total", { upstream: "app" })).toBe(0);
  for (const process of ["front-door", "app"]) {
    expect(valueOf(text, "latchkey_resident_memory_bytes", { process })).toBeGreaterThan(1e7);
    expect(valueOf(text, "latchkey_database_waiting", { process })).not.toBeNull();
  }
});
