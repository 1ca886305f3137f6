import { isNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEvents, ipBlocks } from "@/db/schema/operations";
import { uuidv7 } from "@/lib/ids";
import { hashSecret } from "@/lib/credentials/secret";
import { call, eventually } from "../http/call";
import { type Managed, problemOf, startManaged } from "./start";

let managed: Managed;
beforeAll(async () => void (managed = await startManaged()));
afterAll(() => managed.door.stop());

const ask: Managed["ask"] = (...asked) => managed.ask(...asked);
interface Page {
  data: Array<Record<string, unknown>>;
  nextCursor: string | null;
}

const operatorsTrail = async (action: string) =>
  (await managed.door.db.select().from(auditEvents).where(isNull(auditEvents.accountId))).filter(
    (event) => event.action === action,
  );

describe("plans", () => {
  test("are listed page by page, added and changed", async () => {
    const first = (await ask("GET", "/plans?limit=2")).json<Page>();
    expect(first.data.map(({ name }) => name)).toEqual(["free", "pro"]);
    const rest = (await ask("GET", `/plans?limit=2&cursor=${first.nextCursor}`)).json<Page>();
    expect(rest).toEqual({
      data: [{ name: "scale", perSecond: 500, perMinute: 15_000 }],
      nextCursor: null,
    });
    const body = { perSecond: 7, perMinute: null };
    const added = await ask("PUT", "/plans/gold", { body });
    expect([added.status, added.json()]).toEqual([200, { name: "gold", ...body }]);
    const changed = await ask("PUT", "/plans/gold", { body: { perSecond: null, perMinute: 70 } });
    expect(changed.json()).toEqual({ name: "gold", perSecond: null, perMinute: 70 });
    expect((await ask("GET", "/plans")).json<Page>().data).toContainEqual(changed.json());
    expect(await operatorsTrail("plan.set")).toMatchObject([
      { actor: "token", tokenId: managed.token.id, before: null, after: { name: "gold" } },
      { before: { perSecond: 7 }, after: { perSecond: null, perMinute: 70 } },
    ]);
  });

  test("a limit or a name that makes no sense is 422", async () => {
    const wrong = await ask("PUT", "/plans/gold", { body: { perSecond: 0 } });
    expect(problemOf(wrong)).toMatchObject({ status: 422, paths: ["perSecond", "perMinute"] });
    const name = await ask("PUT", "/plans/GOLD%21", { body: { perSecond: 1, perMinute: 1 } });
    expect(problemOf(name)).toEqual({ status: 422, code: "invalid", paths: ["name"] });
  });
});

describe("blocks", () => {
  test("are listed with what led to them, and lifted", async () => {
    const until = sql`now() + interval '1 hour'`;
    const ips = ["198.51.100.7", "2001:db8:1:2::/64", "2001:db8:1:3::/64"];
    await managed.door.db.insert(ipBlocks).values(ips.map((ip) => ({ ip, until, failures: 21 })));
    const first = (await ask("GET", "/blocks?limit=1")).json<Page>();
    expect(first.data).toEqual([
      {
        ip: ips[0],
        until: expect.stringMatching(/Z$/),
        since: expect.stringMatching(/Z$/),
        failures: 21,
        liftedAt: null,
      },
    ]);
    const rest = (await ask("GET", `/blocks?cursor=${first.nextCursor}`)).json<Page>();
    expect(rest.data.map(({ ip }) => ip)).toEqual(ips.slice(1));
    // By the address, by one in the network, by the network itself.
    for (const path of [ips[0]!, "2001:db8:1:2::99", ips[2]!]) {
      expect((await ask("DELETE", `/blocks/${path}`)).status).toBe(200);
    }
    expect((await ask("GET", "/blocks")).json<Page>().data).toEqual([]);
    expect(await operatorsTrail("ip.unblock")).toHaveLength(3);
    const gone = await ask("DELETE", `/blocks/${ips[0]}`);
    expect(problemOf(gone)).toMatchObject({ status: 404, code: "not_found" });
    expect(problemOf(await ask("DELETE", "/blocks/no-address"))).toMatchObject({ status: 422 });
  });
});

describe("logs and usage", () => {
  let accountId: string;
  let keyId: string;

  beforeAll(async () => {
    const made = await ask("POST", "/accounts", { body: { name: "Used", plan: "scale" } });
    accountId = made.json<{ id: string }>().id;
    const path = `/accounts/${accountId}/keys`;
    const key = (alias: string, category: string) =>
      ask("POST", path, { body: { alias, category } });
    const web = (await key("web", "production")).json<{ id: string; secret: string }>();
    const cron = (await key("cron", "staging")).json<{
      id: string;
      secret: string;
    }>();
    keyId = web.id;
    const send = (secret: string, at = "/api/v1/echo", method = "GET") =>
      call(managed.door.port, { path: at, method, headers: { "X-API-Key": secret } });
    for (let i = 0; i < 3; i++) await send(web.secret);
    await send(web.secret, "/api/v1/echo", "POST");
    await send(cron.secret);
    await send(cron.secret, "/api/v1/nothing");
    await managed.door.rows(web.id);
    await ask("PATCH", `/keys/${cron.id}`, { body: { active: false } });
    const hash = hashSecret(cron.secret);
    await eventually(() => managed.door.engine.keys.peek(hash) === undefined);
    expect((await send(cron.secret)).status).toBe(401);
    await managed.door.rows(cron.id);
  });

  const logs = async (query = "") =>
    (await ask("GET", `/accounts/${accountId}/logs?${query}`)).json<Page>();
  const usage = async (query: string) =>
    (await ask("GET", `/accounts/${accountId}/usage?${query}`)).json<Page>();

  test("the log is the newest first, page by page and filtered", async () => {
    const whole = await logs();
    expect(whole.nextCursor).toBeNull();
    const ids = whole.data.map(({ requestId }) => requestId as string);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(whole.data[0]).toMatchObject({ key: "cron", code: "inactive_key", credits: 0 });
    const first = await logs("limit=2");
    const second = await logs(`limit=200&cursor=${first.nextCursor}`);
    expect([...first.data, ...second.data]).toEqual(whole.data);
    expect((await logs(`key=${keyId}`)).data).toHaveLength(4);
    expect((await logs("key=WEB&method=post")).data).toHaveLength(1);
    expect((await logs("code=not_found")).data).toHaveLength(1);
    expect((await logs("key=nobody")).data).toEqual([]);
    for (const query of ["status=x", "cursor=x", "from=yesterday", "sort=asc"]) {
      const answer = await ask("GET", `/accounts/${accountId}/logs?${query}`);
      expect(problemOf(answer)).toMatchObject({ status: 422, paths: [query.split("=")[0]] });
    }
  });

  test("usage adds up, however it is cut", async () => {
    const total = (rows: Page["data"]) => rows.reduce((sum, row) => sum + Number(row.requests), 0);
    const all = (await logs("limit=200")).data.length;
    const today = new Date().toISOString().slice(0, 10);
    const days = (await usage(`from=${today}&to=${today}`)).data;
    expect(days).toEqual([expect.objectContaining({ day: today, requests: all, credits: 5 })]);
    for (const by of ["day", "key", "category", "endpoint", "outcome"]) {
      expect([by, total((await usage(`by=${by}&limit=200`)).data)]).toEqual([by, all]);
    }
    const byKey = await usage("by=key&limit=1");
    const next = await usage(`by=key&limit=1&cursor=${byKey.nextCursor}`);
    expect([...byKey.data, ...next.data].map(({ alias }) => alias).sort()).toEqual(["cron", "web"]);
    expect(next.nextCursor).toBeNull();
    const web = [...byKey.data, ...next.data].find(({ alias }) => alias === "web");
    expect(web).toEqual({
      keyId,
      alias: "web",
      requests: 4,
      succeeded: 4,
      errors: 0,
      rejected: 0,
      credits: 4,
    });
    const outcomes = (await usage("by=outcome")).data;
    expect(outcomes).toContainEqual({ outcome: "ok", requests: 5 });
    expect(outcomes).toContainEqual({ outcome: "client_error", requests: 1 });
    expect(outcomes.map(({ outcome }) => outcome)).toContain("inactive_key");
    const endpoints = await usage("by=endpoint&limit=1");
    expect(endpoints.data[0]).toMatchObject({ method: "GET", path: "/api/v1/echo" });
    const others = await usage(`by=endpoint&limit=1&cursor=${endpoints.nextCursor}`);
    expect(others.data[0]).toMatchObject({ requests: 1 });
    expect((await usage("by=category")).data.map(({ category }) => category)).toEqual([
      "production",
      "staging",
    ]);
  });

  test("a month has all of its days, and a time that makes no sense is 422", async () => {
    const { data } = await usage("from=2026-02-01&to=2026-02-28");
    expect(data.map(({ day }) => day)).toHaveLength(28);
    for (const [query, path] of [
      ["from=2026-02-02&to=2026-02-01", "from"],
      ["from=2020-01-01&to=2026-01-01", "from"],
      ["from=soon", "from"],
      ["by=hour", "by"],
      ["by=key&cursor=eA", "cursor"],
    ]) {
      const answer = await ask("GET", `/accounts/${accountId}/usage?${query}`);
      expect([query, problemOf(answer)]).toMatchObject([query, { status: 422, paths: [path] }]);
    }
  });

  test("another account's log is not in it, and one that is none is 404", async () => {
    const other = await ask("POST", "/accounts", { body: { name: "Idle" } });
    const { id } = other.json<{ id: string }>();
    expect((await ask("GET", `/accounts/${id}/logs`)).json()).toEqual({
      data: [],
      nextCursor: null,
    });
    expect((await ask("GET", `/accounts/${id}/logs?key=${keyId}`)).json<Page>().data).toEqual([]);
    for (const what of ["logs", "usage"]) {
      expect((await ask("GET", `/accounts/${uuidv7()}/${what}`)).status).toBe(404);
    }
  });
});
