import fc from "fast-check";
import pMap from "p-map";
import { expect, onTestFinished, test } from "vitest";
import { SCOPES } from "@/lib/tokens/schema";
import { type Answer, call } from "../http/call";
import { makeToken } from "../manage/managed";
import { makeOwner } from "../processes/owner";
import { TestServer } from "../processes/server";
import { tell } from "./figures";

/** In all; the other hundred thousand are in hostile.test.ts. */
const CALLS = Number(process.env.TEST_HOSTILE_CALLS ?? 10_000);
const AT_ONCE = 8;
/** A token may do so much at once: where it is told to wait, another goes on. */
const TOKENS = 200;

interface Operation {
  method: string;
  path: string;
  query: string[];
  fields: string[];
}

interface Document {
  paths: Record<
    string,
    Record<
      string,
      {
        parameters?: Array<{ name: string; in: string }>;
        requestBody?: { content: Record<string, { schema: { properties?: object } }> };
      }
    >
  >;
}

const METHODS = new Set(["get", "post", "patch", "put", "delete"]);

/** Every operation of the management API's own document. */
async function operationsOf(port: number): Promise<Operation[]> {
  const answer = await call(port, { path: "/api/manage/v1/openapi.json" });
  const { paths } = answer.json<Document>();
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, { parameters = [], requestBody }]) => ({
        method: method.toUpperCase(),
        path: path.startsWith("/api/") ? path : `/api/manage/v1${path}`,
        query: parameters.filter((one) => one.in === "query").map(({ name }) => name),
        fields: Object.keys(Object.values(requestBody?.content ?? {})[0]?.schema.properties ?? {}),
      })),
  );
}

const bytes = fc.string({ unit: "binary", maxLength: 80 });
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  bytes,
  fc.constantFrom("", " ", "null", "../..", "%00", "\0", "a\r\nb", "\u202e", "x".repeat(5_000)),
  fc.constantFrom(
    "2027-13-45",
    "0000-00-00T00:00:00Z",
    "9999999999999999999",
    "-1",
    "1e999",
    "NaN",
  ),
  fc.constantFrom(
    "' or 1=1 --",
    "{}",
    "[]",
    "true",
    "lko_x",
    "01900000-0000-7000-8000-000000000000",
  ),
);
const value = fc.oneof(
  text,
  fc.constantFrom(null, true, 0, -1, 1e308, 2 ** 53, 0.5, [], {}),
  fc.jsonValue({ maxDepth: 4 }),
);

/** A lone surrogate cannot be sent in a URL. */
const wellFormed = (of: string) => Buffer.from(of).toString();

/** What one call is like, apart from which operation it is. */
const hostileCall = fc.record({
  which: fc.nat(),
  /** In place of what a path leaves open. */
  open: fc.oneof({ weight: 2, arbitrary: fc.constant("account") }, fc.constant("key"), text),
  query: fc.array(fc.tuple(fc.nat(), text), { maxLength: 3 }),
  junk: fc.boolean(),
  body: fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.tuple(fc.nat(), value), { maxLength: 6 }) },
    bytes,
    fc.json(),
    fc.constant("[".repeat(20_000)),
  ),
  type: fc.constantFrom(
    "application/json",
    "application/json; charset=utf-16",
    "text/plain",
    "",
    "a/b;c",
  ),
  authorization: fc.oneof(
    { weight: 6, arbitrary: fc.constant("token") },
    fc.constantFrom("none", "Bearer ", "Bearer lko_x", "Basic YTpi", "bearer a b"),
  ),
  idempotency: fc.option(fc.stringMatching(/^[\x20-\x7e]{0,300}$/)),
});

test("ten thousand hostile calls of the management API: no 5xx but 503, each refusal is a problem, and without a token nothing is done", async () => {
  const server = await TestServer.start();
  onTestFinished(() => server.remove());
  const owner = await makeOwner(server);
  const app = await server.appPid();
  const operations = await operationsOf(server.port);
  expect(operations.length).toBeGreaterThan(15);
  const tokens = await Promise.all(
    Array.from({ length: TOKENS }, () => makeToken(server.database.db, [...SCOPES])),
  );
  const statuses = new Map<number, number>();
  const failures: string[] = [];
  let nth = 0;
  await pMap(
    fc.sample(hostileCall, CALLS),
    async (sample) => {
      const operation = operations[sample.which % operations.length]!;
      const known = { account: owner.accountId, key: owner.key.id } as Record<string, string>;
      const open = known[sample.open] ?? encodeURIComponent(wellFormed(sample.open));
      const names = [...operation.query, ...(sample.junk ? ["x", "limit", "cursor"] : [])];
      const asked = new URLSearchParams(
        names.length === 0
          ? []
          : sample.query.map(([i, said]) => [names[i % names.length]!, wellFormed(said)]),
      ).toString();
      const path = operation.path.replace(/\{\w+\}/g, () => open || "x");
      const body = bodyOf(operation, sample.body);
      const authorization =
        sample.authorization === "token"
          ? `Bearer ${tokens[nth++ % TOKENS]!.secret}`
          : sample.authorization;
      const answer = await call(server.port, {
        method: operation.method,
        path: asked ? `${path}?${asked}` : path,
        headers: {
          ...(authorization === "none" ? {} : { Authorization: authorization }),
          ...(sample.type === "" ? {} : { "Content-Type": sample.type }),
          ...(sample.idempotency === null ? {} : { "Idempotency-Key": sample.idempotency }),
          "Content-Length": String(body.length),
        },
        body,
      });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const fault = faultOf(answer, sample.authorization === "token");
      if (fault) failures.push(`${fault}: ${operation.method} ${path} ${JSON.stringify(sample)}`);
    },
    { concurrency: AT_ONCE },
  );
  tell({
    promise: `${CALLS} calls of ${operations.length} operations of the management API`,
    seen: [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, times]) => `${status}: ${times}`)
      .join(", "),
  });
  expect(failures.slice(0, 10)).toEqual([]);
  expect(await server.appPid()).toBe(app);
  expect((await server.app()).restarts).toBe(0);
  const secrets = tokens.map(({ secret }) => secret);
  expect(server.err.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  expect(server.err.filter((line) => !isOurs(line)).slice(0, 5)).toEqual([]);
  expect(await server.stop()).toMatchObject({ code: 0 });
});

function bodyOf({ method, fields }: Operation, said: string | Array<[number, unknown]>): Buffer {
  if (method === "GET") return Buffer.alloc(0);
  if (typeof said === "string") return Buffer.from(said, "latin1");
  const names = fields.length > 0 ? fields : ["x"];
  const pairs = said.map(([i, one]) => [names[i % names.length]!, one]);
  return Buffer.from(JSON.stringify(Object.fromEntries(pairs)));
}

/** What is wrong with an answer, in words; null: nothing. */
function faultOf(answer: Answer, hasToken: boolean): string | null {
  const { status, headers } = answer;
  if (status >= 500) return `${status}`;
  if (!hasToken && status < 400) return `${status} without a token`;
  if (status < 400) return null;
  if (!String(headers["content-type"]).startsWith("application/problem+json")) {
    // What is no message of HTTP, or no path, is refused before it is anybody's.
    return status === 400 || status === 404 || status === 431 ? null : `${status} is no problem`;
  }
  const { code } = answer.json<{ code?: unknown }>();
  return typeof code === "string" ? null : "a problem without a code";
}

function isOurs(line: string): boolean {
  try {
    return typeof (JSON.parse(line) as { time?: unknown }).time === "number";
  } catch {
    return false;
  }
}
