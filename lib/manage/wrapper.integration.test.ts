import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { insertBudget } from "@/db/queries/keys";
import { attempts } from "@/db/schema/attempts";
import { idempotentAnswers } from "@/db/schema/idempotency";
import { quotaBudgets } from "@/db/schema/keys";
import { uuidv7 } from "@/lib/ids";
import { Refusal } from "@/lib/refusal";
import { createToken } from "@/lib/tokens/create";
import { revokeToken } from "@/lib/tokens/revoke";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { eventually } from "@/test/http/call";
import { makeToken, useDatabase } from "@/test/manage/managed";
import { endpoint } from "./endpoint";
import { MOST_CALLS_A_MINUTE, rateKey } from "./rate";
import { routeOf } from "./route";

let own: OwnDatabase;
let secret: string;
let tokenId: string;

beforeAll(async () => {
  own = await ownDatabase({ max: 8 });
  useDatabase(own.url);
  ({
    secret,
    token: { id: tokenId },
  } = await makeToken(own.db));
});
afterAll(() => own.remove());

/** What a call does beyond its budget: a test may let it wait, or fail. */
let meanwhile: (() => Promise<void>) | null = null;
let runs = 0;

const Thing = z.strictObject({ id: z.uuid(), name: z.string().min(1).default("thing") });

/** It makes a quota budget: a row of its own that nothing else touches. */
const make = endpoint({
  scope: "keys:write",
  summary: "Make a thing",
  answers: Thing,
  body: Thing,
  status: 201,
  async run({ db, actor, body }) {
    runs++;
    await insertBudget(db, body.id);
    await meanwhile?.();
    return { id: body.id, secret: `secret-of-${body.id}`, by: actor.tokenId };
  },
});

const refuse = endpoint({
  scope: "keys:read",
  summary: "Refuse",
  answers: Thing,
  query: z.strictObject({ how: z.enum(["not_found", "conflict", "bug"]) }),
  run: ({ query: { how } }) => {
    if (how === "bug") throw new Error("a bug with a secret in it");
    return Promise.reject(new Refusal(how, "No.", "name"));
  },
});

const route = routeOf({ POST: make, GET: refuse });

interface Ask {
  method?: "GET" | "POST" | "PUT" | "HEAD" | "OPTIONS";
  headers?: Record<string, string>;
  body?: string;
  query?: string;
  as?: string | null;
}

const ask = async ({ method = "POST", headers = {}, body, query = "", as = secret }: Ask) => {
  const answer = await route[method](
    new Request(`http://x/api/manage/v1/things${query}`, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(as === null ? {} : { Authorization: `Bearer ${as}` }),
        ...headers,
      },
    }),
    { params: Promise.resolve({}) },
  );
  const text = await answer.text();
  const json = (text === "" ? null : JSON.parse(text)) as Record<string, unknown> | null;
  return { status: answer.status, headers: answer.headers, text, json };
};

const thing = (id = uuidv7()) => JSON.stringify({ id });
const budgets = (id: string) => own.db.select().from(quotaBudgets).where(eq(quotaBudgets.id, id));

async function expectProblem(asked: Ask, status: number, code: string) {
  const answer = await ask(asked);
  expect([answer.status, answer.json?.code]).toEqual([status, code]);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.json).toMatchObject({
    type: `/docs/management#${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
  });
  return answer;
}

describe("the token", () => {
  test("a missing, malformed, unknown, expired or revoked token is 401, with WWW-Authenticate", async () => {
    const expired = await createToken({
      db: own.db,
      input: { name: "x", scopes: ["keys:write"], expiresAt: new Date(Date.now() - 1000) },
    });
    const revoked = await makeToken(own.db);
    await revokeToken({ db: own.db, input: { id: revoked.token.id } });
    const unknown = (await makeToken(own.db)).secret;
    for (const as of [null, "lko_no", `${unknown}x`, expired.secret, revoked.secret]) {
      const answer = await expectProblem({ body: thing(), as }, 401, "invalid_token");
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    }
  });

  test("a token without the scope is 403, and nothing is done", async () => {
    const { secret: as } = await makeToken(own.db, ["keys:read", "accounts:write"]);
    const id = uuidv7();
    const answer = await expectProblem({ body: thing(id), as }, 403, "insufficient_scope");
    expect(answer.json?.detail).toBe("The token lacks the scope keys:write.");
    expect(await budgets(id)).toEqual([]);
  });

  test("a token that calls too often is told when to go on, at every instance", async () => {
    const { secret: as, token } = await makeToken(own.db);
    expect((await ask({ body: thing(), as })).status).toBe(201);
    // As though others had called meanwhile.
    await own.db
      .update(attempts)
      .set({ count: MOST_CALLS_A_MINUTE })
      .where(eq(attempts.key, rateKey(token.id)));
    const answer = await expectProblem({ body: thing(), as }, 429, "rate_limited");
    const afterS = Number(answer.headers.get("retry-after"));
    expect(afterS).toBeGreaterThanOrEqual(1);
    expect(afterS).toBeLessThanOrEqual(60);
    // Nobody else is held up by it.
    expect((await ask({ body: thing() })).status).toBe(201);
  });
});

describe("the request", () => {
  test("a body that is no JSON is 400, one of another type 415, one that is too long 413", async () => {
    await expectProblem({ body: "{" }, 400, "invalid_json");
    await expectProblem({ body: "" }, 400, "invalid_json");
    const headers = { "Content-Type": "text/plain" };
    await expectProblem({ body: thing(), headers }, 415, "unsupported_media_type");
    await expectProblem({ body: " ".repeat(1024 * 1024 + 1) }, 413, "content_too_large");
    const charset = { "Content-Type": "application/json; charset=utf-8" };
    expect((await ask({ body: thing(), headers: charset })).status).toBe(201);
  });

  test("fields that make no sense are named with their paths, unknown ones too", async () => {
    const body = JSON.stringify({ id: "x", name: "", alias: 1 });
    const { json } = await expectProblem({ body }, 422, "invalid");
    const paths = (json!.errors as Array<{ path: string; message: string }>).map(
      ({ path }) => path,
    );
    expect(paths.sort()).toEqual(["alias", "id", "name"]);
    const nul = JSON.stringify({ id: uuidv7(), name: "a\0b" });
    const answer = await expectProblem({ body: nul }, 422, "invalid");
    expect(answer.json!.errors).toEqual([{ path: "name", message: expect.any(String) }]);
    const query = "?how=never&also=1";
    const asked = await expectProblem({ method: "GET", query }, 422, "invalid");
    expect((asked.json!.errors as Array<{ path: string }>).map(({ path }) => path)).toEqual([
      "how",
      "also",
    ]);
  });

  test("an unknown method is 405 with those that are known", async () => {
    const answer = await expectProblem({ method: "PUT", body: "{}" }, 405, "method_not_allowed");
    expect(answer.headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
    const options = await ask({ method: "OPTIONS", as: null });
    expect([options.status, options.headers.get("allow")]).toEqual([
      204,
      "GET, POST, HEAD, OPTIONS",
    ]);
  });

  test("what a verb refuses is told with its words; a failure of ours is 503 without any", async () => {
    const missing = await expectProblem(
      { method: "GET", query: "?how=not_found" },
      404,
      "not_found",
    );
    expect(missing.json?.detail).toBe("No.");
    const conflict = await expectProblem(
      { method: "GET", query: "?how=conflict" },
      409,
      "conflict",
    );
    expect(conflict.json?.errors).toEqual([{ path: "name", message: "No." }]);
    const bug = await expectProblem({ method: "GET", query: "?how=bug" }, 503, "unavailable");
    expect(bug.headers.get("retry-after")).toBe("1");
    expect(bug.text).not.toContain("a bug");
  });
});

describe("an Idempotency-Key", () => {
  const keyed = (key: string) => ({ "Idempotency-Key": key });

  test("the same call again gets the same answer, and is done once", async () => {
    const id = uuidv7();
    const first = await ask({ body: thing(id), headers: keyed("again") });
    const before = runs;
    const second = await ask({ body: thing(id), headers: keyed("again") });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(runs).toBe(before);
  });

  test("another body, or another query, under the same key is 409", async () => {
    expect((await ask({ body: thing(), headers: keyed("other") })).status).toBe(201);
    const other = { body: thing(), headers: keyed("other") };
    await expectProblem(other, 409, "idempotency_key_reused");
  });

  test("another token's key of the same name is another one", async () => {
    const id = uuidv7();
    expect((await ask({ body: thing(id), headers: keyed("shared") })).status).toBe(201);
    const { secret: as } = await makeToken(own.db);
    const other = uuidv7();
    const answer = await ask({ body: thing(other), headers: keyed("shared"), as });
    expect(answer.json).toMatchObject({ id: other });
  });

  test("many calls at once with one key run the verb once", async () => {
    const id = uuidv7();
    const before = runs;
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ask({ body: thing(id), headers: keyed("at once") })),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(runs).toBe(before + 1);
    expect(await budgets(id)).toHaveLength(1);
  });

  test("a crash in the middle leaves nothing, and the next call does it", async () => {
    const id = uuidv7();
    // The connection dies between the change and its commit, as it does with its process.
    meanwhile = async () => {
      meanwhile = null;
      await own.db.execute(sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'latchkey-app' and state = 'idle in transaction'
          and datname = current_database()`);
    };
    const died = await ask({ body: thing(id), headers: keyed("crash") });
    expect(died.status).toBe(503);
    expect(await budgets(id)).toEqual([]);
    const again = await ask({ body: thing(id), headers: keyed("crash") });
    expect(again.status).toBe(201);
    expect(await budgets(id)).toHaveLength(1);
  });

  test("one that waits for a call that dies does it itself", async () => {
    const id = uuidv7();
    let begin!: () => void;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    let die!: () => void;
    const death = new Promise<void>((_resolve, reject) => (die = () => reject(new Error("died"))));
    meanwhile = () => {
      meanwhile = null;
      begin();
      return death;
    };
    const first = ask({ body: thing(id), headers: keyed("waits") });
    await begun;
    const second = ask({ body: thing(id), headers: keyed("waits") });
    await eventually(async () => {
      const [row] = await own.db.execute<{ n: number }>(sql`
        select count(*)::int as n from pg_locks where not granted`);
      return row!.n > 0;
    });
    die();
    expect((await first).status).toBe(503);
    expect((await second).status).toBe(201);
    expect(await budgets(id)).toHaveLength(1);
  });

  test("after a day the key is free again", async () => {
    expect((await ask({ body: thing(), headers: keyed("old") })).status).toBe(201);
    await own.db.update(idempotentAnswers).set({ at: sql`now() - interval '25 hours'` });
    const id = uuidv7();
    expect((await ask({ body: thing(id), headers: keyed("old") })).json).toMatchObject({ id });
  });

  test("a refused call keeps nothing: the key may be used for a better one", async () => {
    const id = uuidv7();
    const headers = keyed("refused");
    await expectProblem({ body: JSON.stringify({ id: 1 }), headers }, 422, "invalid");
    expect((await ask({ body: thing(id), headers })).status).toBe(201);
  });

  test("a kept answer, its key and its request cannot be read in the database", async () => {
    const id = uuidv7();
    await ask({ body: thing(id), headers: keyed("my-order-number") });
    const rows = await own.db
      .select()
      .from(idempotentAnswers)
      .where(eq(idempotentAnswers.tokenId, tokenId));
    expect(rows.length).toBeGreaterThan(0);
    const bytes = Buffer.concat(rows.flatMap((row) => [row.mark, row.requestMark, row.answer!]));
    for (const text of ["secret-of", id, "my-order-number"]) {
      expect(bytes.includes(text)).toBe(false);
    }
  });

  test("one that is none is 400", async () => {
    await expectProblem({ body: thing(), headers: keyed("a".repeat(256)) }, 400, "bad_request");
    await expectProblem({ body: thing(), headers: keyed("") }, 400, "bad_request");
  });
});
