import { expect, onTestFinished, test } from "vitest";
import { setPlan } from "@/lib/plans/set";
import { ownDatabase } from "../database";
import { call, eventually } from "../http/call";
import { makeOwner } from "./owner";
import { SERVICE_TOKEN, TestServer } from "./server";

test("two instances without Redis say that they share the plan limits, and together let in no more than one would", async () => {
  const database = await ownDatabase();
  onTestFinished(database.remove);
  await setPlan({ db: database.db, input: { name: "small", perSecond: null, perMinute: 60 } });
  const servers = await Promise.all([1, 2].map(() => TestServer.start({ database })));
  onTestFinished(async () => void (await Promise.all(servers.map((server) => server.remove()))));
  for (const { port } of servers) {
    const notes = async () =>
      (await call(port, { path: "/readyz" })).json<{ notes: string[] }>().notes.join();
    await eventually(async () => /2 instances run without Redis/.test(await notes()), 10_000);
    const { text } = await call(port, {
      path: "/metrics",
      headers: { Authorization: `Bearer ${SERVICE_TOKEN}` },
    });
    expect(text).toContain("latchkey_plan_limits_degraded 1");
  }
  const owner = await makeOwner({ port: servers[0]!.port, database }, { plan: "small" });
  const asked = servers.flatMap(({ port }) =>
    Array.from({ length: 50 }, () =>
      call(port, { path: "/api/v1/echo", headers: { "X-API-Key": owner.key.secret } }),
    ),
  );
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(60);
  expect(statuses.filter((status) => status === 429)).toHaveLength(40);

  expect(await servers[1]!.stop()).toMatchObject({ code: 0 });
  const alone = async () =>
    (await call(servers[0]!.port, { path: "/readyz" })).json<{ notes: string[] }>().notes;
  await expect.poll(alone, { timeout: 20_000 }).toEqual([]);
});
