import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEvents } from "@/db/schema/operations";
import { uuidv7 } from "@/lib/ids";
import { runCli } from "../cli";
import { makeToken } from "./managed";
import { type Managed, problemOf, startManaged } from "./start";

let managed: Managed;
beforeAll(async () => void (managed = await startManaged()));
afterAll(() => managed.door.stop());

const ask: Managed["ask"] = (...call) => managed.ask(...call);

interface Account {
  id: string;
  [field: string]: unknown;
}
interface Page {
  data: Account[];
  nextCursor: string | null;
}

const make = async (body: object) => {
  const answer = await ask("POST", "/accounts", { body });
  expect(answer.status).toBe(201);
  return answer.json<Account>();
};

const trailOf = (accountId: string) =>
  managed.door.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.accountId, accountId))
    .orderBy(auditEvents.id);

describe("accounts", () => {
  test("one without address and person is made, and shown as the list shows it", async () => {
    const account = await make({ name: "Acme", externalId: "cus_1", plan: "pro" });
    expect(account).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email: null,
      name: "Acme",
      plan: "pro",
      externalId: "cus_1",
      suspended: false,
      keys: 0,
      createdAt: expect.stringMatching(/Z$/),
    });
    const shown = await ask("GET", `/accounts/${account.id}`);
    expect([shown.status, shown.json()]).toEqual([200, account]);
    const listed = await ask("GET", "/accounts?externalId=cus_1");
    expect(listed.json()).toEqual({ data: [account], nextCursor: null });
    const [event] = await trailOf(account.id);
    expect(event).toMatchObject({
      actor: "token",
      tokenId: managed.token.id,
      ip: "127.0.0.1",
      action: "account.create",
      after: { name: "Acme", email: null, externalId: "cus_1", plan: "pro" },
    });
  });

  test("one with an address has an owner, and the command line knows both kinds", async () => {
    const owned = await make({ name: "Owned", email: "Owner@Example.com" });
    expect(owned).toMatchObject({ email: "owner@example.com", plan: "free", externalId: null });
    const bare = await make({ name: "Bare" });
    const { stdout } = await runCli(["accounts", "list", "--json"], {
      DATABASE_URL: managed.door.databaseUrl,
      NODE_ENV: "test",
    });
    const told = stdout.split("\n").map((line) => JSON.parse(line) as Account);
    expect(told).toContainEqual(owned);
    expect(told).toContainEqual(bare);
  });

  test("an externalId or an address that is taken is 409, and nothing is made", async () => {
    await make({ name: "First", externalId: "taken", email: "taken@example.com" });
    const before = (await ask("GET", "/accounts?limit=200")).json<Page>().data.length;
    for (const [body, path] of [
      [{ name: "Second", externalId: "taken", email: "fresh@example.com" }, "externalId"],
      [{ name: "Second", email: "TAKEN@example.com" }, "email"],
    ] as const) {
      const answer = await ask("POST", "/accounts", { body });
      expect(problemOf(answer)).toEqual({ status: 409, code: "conflict", paths: [path] });
    }
    const after = (await ask("GET", "/accounts?limit=200")).json<Page>().data.length;
    expect(after).toBe(before);
  });

  test("a plan that is none, and fields that make no sense, are 422", async () => {
    const body = { name: "", email: "no", plan: "gold", extra: 1 };
    expect(problemOf(await ask("POST", "/accounts", { body }))).toMatchObject({
      status: 422,
      paths: expect.arrayContaining(["name", "email", "extra"]) as string[],
    });
    const gold = { name: "Gold", plan: "gold" };
    expect(problemOf(await ask("POST", "/accounts", { body: gold }))).toEqual({
      status: 422,
      code: "invalid",
      paths: ["plan"],
    });
  });

  test("name, plan and externalId are changed, each with its line in the trail", async () => {
    const { id } = await make({ name: "Before", externalId: "ext-before" });
    const body = { name: "After", plan: "scale", externalId: null };
    const answer = await ask("PATCH", `/accounts/${id}`, { body });
    expect(answer.json()).toMatchObject({ id, name: "After", plan: "scale", externalId: null });
    expect((await trailOf(id)).map(({ action }) => action)).toEqual([
      "account.create",
      "account.rename",
      "account.plan",
      "account.external_id",
    ]);
    // The same again changes nothing, and is no line.
    expect((await ask("PATCH", `/accounts/${id}`, { body })).status).toBe(200);
    expect(await trailOf(id)).toHaveLength(4);
    await make({ name: "Other", externalId: "of another" });
    const taken = await ask("PATCH", `/accounts/${id}`, { body: { externalId: "of another" } });
    expect(problemOf(taken)).toEqual({ status: 409, code: "conflict", paths: ["externalId"] });
    const gold = await ask("PATCH", `/accounts/${id}`, { body: { plan: "gold" } });
    expect(problemOf(gold)).toMatchObject({ status: 422, paths: ["plan"] });
  });

  test("an id that is none is 404", async () => {
    for (const id of [uuidv7(), "no-id", "%E2%82%AC"]) {
      const answer = await ask("GET", `/accounts/${id}`);
      expect(problemOf(answer)).toMatchObject({ status: 404, code: "not_found" });
    }
    const patched = await ask("PATCH", `/accounts/${uuidv7()}`, { body: { name: "x" } });
    expect(problemOf(patched)).toMatchObject({ status: 404, code: "not_found" });
  });

  test("a list goes page by page, each account once, and is filtered", async () => {
    const names = Array.from({ length: 5 }, (_, i) => `Paged ${i}`);
    const made: string[] = [];
    for (const name of names) made.push((await make({ name, plan: "scale" })).id);
    await make({ name: "Not asked for", plan: "pro" });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const path: string = `/accounts?plan=scale&limit=2${cursor === null ? "" : `&cursor=${cursor}`}`;
      const page: Page = (await ask("GET", path)).json<Page>();
      expect(page.data.length).toBeLessThanOrEqual(2);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => made.includes(id))).toEqual(made);
    const one = await ask("GET", "/accounts?email=taken%40example.com");
    expect(one.json<Page>().data).toHaveLength(1);
    expect((await ask("GET", "/accounts?suspended=true")).json<Page>().data).toEqual([]);
    for (const query of ["limit=0", "limit=201", "limit=x", "cursor=x", "suspended=yes", "q=1"]) {
      const answer = await ask("GET", `/accounts?${query}`);
      expect([query, problemOf(answer)]).toEqual([
        query,
        { status: 422, code: "invalid", paths: [query.split("=")[0]] },
      ]);
    }
  });

  test("reading and writing are scopes of their own", async () => {
    const reader = (await makeToken(managed.door.db, ["accounts:read"])).secret;
    expect((await ask("GET", "/accounts", { token: reader })).status).toBe(200);
    const body = { name: "x" };
    const refused = await ask("POST", "/accounts", { body, token: reader });
    expect(problemOf(refused)).toMatchObject({ status: 403, code: "insufficient_scope" });
  });
});

describe("through the front door", () => {
  test("a path and a method that are not there are problems, with the usual headers", async () => {
    const nowhere = await ask("GET", "/nowhere");
    expect(problemOf(nowhere)).toMatchObject({ status: 404, code: "not_found" });
    const wrong = await ask("DELETE", "/accounts");
    expect(problemOf(wrong)).toMatchObject({ status: 405, code: "method_not_allowed" });
    expect(wrong.headers.allow).toBe("GET, POST, HEAD, OPTIONS");
    for (const { headers } of [nowhere, wrong]) {
      expect(headers["content-type"]).toBe("application/problem+json");
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test("an id that is left out is 400, and no guess at a key", async () => {
    const before = managed.door.engine.figures().failedAuthentications;
    for (const path of ["/accounts//keys", "/accounts/../v1/echo", "/accounts/%00"]) {
      const answer = await ask("GET", path);
      expect(problemOf(answer)).toMatchObject({ status: 400, code: "bad_request" });
    }
    expect(managed.door.engine.figures().failedAuthentications).toBe(before);
  });

  test("a body of more than a form's length comes through with a token, and no further without", async () => {
    const long = (bytes: number) => ({ body: JSON.stringify({ name: "a".repeat(bytes) }) });
    const withToken = await ask("POST", "/accounts", long(900_000));
    expect(problemOf(withToken)).toMatchObject({ status: 422, paths: ["name"] });
    const tooLong = await ask("POST", "/accounts", long(1_100_000));
    expect(problemOf(tooLong)).toMatchObject({ status: 413, code: "content_too_large" });
    expect(tooLong.headers["content-type"]).toBe("application/problem+json");
    const stranger = await ask("POST", "/accounts", { ...long(900_000), token: null });
    expect(problemOf(stranger)).toMatchObject({ status: 413, code: "content_too_large" });
  });

  test("where the app is away, the 503 is a problem", async () => {
    const { upstream } = managed.door.app;
    managed.door.app.upstream = null;
    managed.door.app.state = "down";
    const answer = await ask("GET", "/accounts");
    Object.assign(managed.door.app, { upstream, state: "up" });
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ code: "unavailable", status: 503 });
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(answer.headers["retry-after"]).toBe("1");
  });
});
