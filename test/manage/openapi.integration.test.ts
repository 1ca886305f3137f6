import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { attempts } from "@/db/schema/attempts";
import { ipBlocks } from "@/db/schema/operations";
import { uuidv7 } from "@/lib/ids";
import { hashSecret, newSecret } from "@/lib/credentials/secret";
import { MANAGE_OPENAPI } from "@/lib/manage/openapi";
import { type ProblemCode, PROBLEMS } from "@/lib/answers/problems";
import { MOST_CALLS_A_MINUTE, rateKey } from "@/lib/manage/rate";
import { ROUTES } from "@/lib/manage/routes";
import type { Answer as Documented, Operation, Schema } from "@/lib/openapi/document";
import { type Answer, call } from "../http/call";
import { makeToken, routePaths } from "./managed";
import { type Ask, type Managed, startManaged } from "./start";

// What clients get is JSON: what cannot be said in it does not count.
const document = JSON.parse(JSON.stringify(MANAGE_OPENAPI)) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Documented> };
};
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    operation,
    name: `${method.toUpperCase()} ${path}`,
  })),
);
type Op = (typeof operations)[number];

let managed: Managed;
let accountId: string;
let keyId: string;
let secret: string;

const ask: Managed["ask"] = (...asked) => managed.ask(...asked);
const made = async (path: string, body: object) =>
  (await ask("POST", path, { body })).json<{ id: string; secret: string }>();

beforeAll(async () => {
  managed = await startManaged();
  accountId = (await made("/accounts", { name: "Documented", plan: "scale" })).id;
  ({ id: keyId, secret } = await made(`/accounts/${accountId}/keys`, { alias: "documented" }));
  await call(managed.door.port, { headers: { "X-API-Key": secret } });
  await managed.door.rows(keyId);
});
afterAll(() => managed.door.stop());

const filled = (path: string) =>
  path
    .replace("/accounts/{id}", `/accounts/${accountId}`)
    .replace("/keys/{id}", `/keys/${keyId}`)
    .replace("{name}", "free")
    .replace("{ip}", "192.0.2.1");

/** A body that an operation takes; fresh each time, so that nothing of it is taken. */
const BODIES: Record<string, () => object> = {
  "POST /accounts": () => ({ name: "Another", externalId: uuidv7() }),
  "PATCH /accounts/{id}": () => ({ name: "Documented" }),
  "POST /accounts/{id}/keys": () => ({ alias: uuidv7() }),
  "PATCH /keys/{id}": () => ({ category: "production" }),
  "POST /keys/{id}/rotate": () => ({ alias: uuidv7() }),
  "POST /keys/find": () => ({ key: secret }),
  "POST /accounts/{id}/keys/import": () => ({
    keys: [{ sha256: hashSecret(newSecret("x")), alias: uuidv7() }, { alias: "bad" }],
  }),
  "POST /portal-sessions": () => ({ accountId }),
  "PUT /plans/{name}": () => ({ perSecond: 5, perMinute: 100 }),
};

const askFor = ({ path, method, name }: Op, more: Ask & { suffix?: string } = {}) => {
  const { suffix = "", ...rest } = more;
  const body = BODIES[name]?.();
  return ask(method, filled(path) + suffix, { ...(body ? { body } : {}), ...rest });
};

/** Holds an answer against what the document says of it. */
function expectDocumented({ operation, name }: Op, answer: Answer): void {
  const told = operation.responses[String(answer.status)];
  expect(told, `${name} ${answer.status} is documented: ${answer.text}`).toBeDefined();
  const whole =
    "$ref" in told! ? document.components.responses[told.$ref.split("/").at(-1)!]! : told!;
  const type = answer.headers["content-type"]!;
  const content = whole.content![type];
  expect(content, `${name} ${answer.status} ${type}`).toBeDefined();
  const schema = "$ref" in content!.schema ? document.components.schemas.Problem! : content!.schema;
  const parsed = z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema).safeParse(answer.json());
  expect(parsed.error?.issues, `${name} ${answer.status}: ${answer.text}`).toBeUndefined();
  for (const [header, { required }] of Object.entries(whole.headers ?? {}).map(
    ([each, documented]) => [each, documented as { required?: boolean }] as const,
  )) {
    const isSometimes = required === undefined && header === "Idempotency-Replayed";
    if (!isSometimes)
      expect([header, answer.headers[header.toLowerCase()]]).not.toContain(undefined);
  }
}

const seen = new Set<string>();

/** Holds a problem against the document and against the table of problems. */
function expectProblem(op: Op, answer: Answer, code: ProblemCode): void {
  expect([op.name, answer.status, answer.json().code]).toEqual([
    op.name,
    PROBLEMS[code].status,
    code,
  ]);
  expectDocumented(op, answer);
  const told = op.operation.responses[String(answer.status)]! as { $ref: string };
  const { content } = document.components.responses[told.$ref.split("/").at(-1)!]!;
  expect(content!["application/problem+json"]!.examples).toHaveProperty(code);
  seen.add(code);
}

const hasBody = (op: Op) => op.operation.requestBody !== undefined;

test("every path has its file, and every file its path", () => {
  const files = routePaths().filter((path) => path !== "/openapi.json");
  expect(files.sort()).toEqual(Object.keys(ROUTES).sort());
});

test("the document is served to anybody, and kept for a minute", async () => {
  const answer = await ask("GET", "/openapi.json", { token: null });
  expect(answer.json()).toEqual(document);
  expect(answer.headers["cache-control"]).toBe("public, max-age=60");
  const known = { "If-None-Match": String(answer.headers.etag) };
  expect((await ask("GET", "/openapi.json", { headers: known })).status).toBe(304);
});

test("references lead somewhere, and operations differ by their names", () => {
  for (const [, name] of JSON.stringify(document).matchAll(/#\/components\/responses\/(\w+)/g)) {
    expect(document.components.responses).toHaveProperty(name!);
  }
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(
    operations.length,
  );
});

describe.each(operations)("$name", (op) => {
  test("what it answers is as documented", async () => {
    if (op.name === "DELETE /keys/{id}") {
      const { id } = await made(`/accounts/${accountId}/keys`, { alias: uuidv7() });
      return expectDocumented(op, await ask("DELETE", `/keys/${id}`));
    }
    if (op.name === "DELETE /accounts/{id}") {
      const { id } = await made("/accounts", { name: "To go" });
      await ask("PATCH", `/accounts/${id}`, { body: { suspended: true } });
      return expectDocumented(op, await ask("DELETE", `/accounts/${id}`));
    }
    if (op.name === "POST /keys/{id}/rotate") {
      const { id } = await made(`/accounts/${accountId}/keys`, { alias: uuidv7() });
      return expectDocumented(op, await ask("POST", `/keys/${id}/rotate`));
    }
    if (op.path.startsWith("/blocks")) {
      const until = sql`now() + interval '1 hour'`;
      await managed.door.db.insert(ipBlocks).values({ ip: "192.0.2.1", until, failures: 20 });
    }
    if (op.path.endsWith("/usage")) {
      for (const by of ["key", "category", "endpoint", "outcome"]) {
        expectDocumented(op, await askFor(op, { suffix: `?by=${by}` }));
      }
    }
    const answer = await askFor(op);
    expect([op.name, answer.status]).toEqual([op.name, answer.status < 300 ? answer.status : 200]);
    expectDocumented(op, answer);
    if (op.path.startsWith("/blocks")) await managed.door.db.delete(ipBlocks);
  });

  test("its errors are as documented", async () => {
    const as = async (...scopes: Parameters<typeof makeToken>[1] & {}) =>
      (await makeToken(managed.door.db, scopes)).secret;
    expectProblem(op, await askFor(op, { token: null }), "invalid_token");
    const other = await as(op.path === "/portal-sessions" ? "plans:read" : "portal:write");
    expectProblem(op, await askFor(op, { token: other }), "insufficient_scope");
    expectProblem(op, await askFor(op, { suffix: "?nonsense=1" }), "invalid");
    expectProblem(op, await ask(op.method, `${filled(op.path)}//`), "bad_request");
    const unknown = ["GET", "POST", "PUT", "PATCH", "DELETE"].find(
      (method) => !(method.toLowerCase() in document.paths[op.path]!),
    )!;
    expectProblem(op, await ask(unknown, filled(op.path)), "method_not_allowed");
    if (hasBody(op)) {
      expectProblem(op, await askFor(op, { body: "{" }), "invalid_json");
      const type = { "Content-Type": "text/plain" };
      expectProblem(op, await askFor(op, { headers: type }), "unsupported_media_type");
      const long = JSON.stringify("a".repeat(1_100_000));
      expectProblem(op, await askFor(op, { body: long }), "content_too_large");
      expectProblem(op, await askFor(op, { body: [] }), "invalid");
    }
    if (op.operation.responses["404"]) {
      const missing =
        op.path === "/keys/find"
          ? await askFor(op, { body: { key: newSecret("x") } })
          : await ask(op.method, op.path.replace("{id}", uuidv7()).replace("{ip}", "192.0.2.9"), {
              body: BODIES[op.name]?.(),
            });
      expectProblem(op, missing, "not_found");
    }
  });
});

test("conflicts are told as documented", async () => {
  const of = (name: string) => operations.find((op) => op.name === name)!;
  const keys = `/accounts/${accountId}/keys`;
  await made("/accounts", { name: "x", externalId: "documented" });
  const suspended = await made("/accounts", { name: "Suspended" });
  await ask("PATCH", `/accounts/${suspended.id}`, { body: { suspended: true } });
  for (const [name, path, body] of [
    ["POST /accounts", "/accounts", { name: "x", externalId: "documented" }],
    ["PATCH /accounts/{id}", `/accounts/${accountId}`, { externalId: "documented" }],
    ["POST /accounts/{id}/keys", keys, { alias: "DOCUMENTED" }],
    ["DELETE /keys/{id}", `/keys/${keyId}`, undefined],
    ["DELETE /accounts/{id}", `/accounts/${accountId}`, undefined],
    ["POST /portal-sessions", "/portal-sessions", { accountId: suspended.id }],
  ] as const) {
    const method = name.split(" ")[0]!;
    expectProblem(of(name), await ask(method, path, body ? { body } : {}), "conflict");
  }
  const other = await made(keys, { alias: "other of documented" });
  const rename = await ask("PATCH", `/keys/${other.id}`, { body: { alias: "documented" } });
  expectProblem(of("PATCH /keys/{id}"), rename, "conflict");
  await ask("POST", `/keys/${other.id}/rotate`);
  const twice = await ask("POST", `/keys/${other.id}/rotate`);
  expectProblem(of("POST /keys/{id}/rotate"), twice, "conflict");
  for (const op of operations.filter(({ method }) => method === "POST")) {
    const headers = { "Idempotency-Key": `reused ${op.path}` };
    const target = op.path === "/keys/{id}/rotate" ? await made(keys, { alias: uuidv7() }) : null;
    const path = target ? `/keys/${target.id}/rotate` : filled(op.path);
    expect((await ask("POST", path, { headers, body: BODIES[op.name]!() })).status).toBeLessThan(
      300,
    );
    const body =
      op.path === "/keys/find"
        ? { key: newSecret("x") }
        : { ...BODIES[op.name]!(), ...(op.path === "/portal-sessions" ? { returnUrl: null } : {}) };
    expectProblem(op, await ask("POST", path, { headers, body }), "idempotency_key_reused");
  }
});

test("a token that calls too often, and a database that fails, are told as documented", async () => {
  const { secret: token, token: busy } = await makeToken(managed.door.db);
  await ask("GET", "/plans", { token });
  const counts = { count: MOST_CALLS_A_MINUTE + 1 };
  await managed.door.db
    .update(attempts)
    .set(counts)
    .where(eq(attempts.key, rateKey(busy.id)));
  for (const op of operations) expectProblem(op, await askFor(op, { token }), "rate_limited");
  await managed.door.db.execute(sql`alter table operator_tokens rename to hidden_tokens`);
  try {
    for (const op of operations) expectProblem(op, await askFor(op), "unavailable");
  } finally {
    await managed.door.db.execute(sql`alter table hidden_tokens rename to operator_tokens`);
  }
  // Whatever the table of problems has was told by some call here.
  expect([...seen].sort()).toEqual(Object.keys(PROBLEMS).sort());
});
