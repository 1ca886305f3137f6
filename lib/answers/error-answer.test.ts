import { expect, test } from "vitest";
import { ERRORS, type ErrorCode } from "@/lib/errors";
import { errorAnswer, retryAfterS, wantsProblem } from "./error-answer";

/** The contract's table, copied from it and not from the code. */
const CONTRACT: Array<[error: string, status: number, code: string]> = [
  ["Invalid API Key", 401, "invalid_key"],
  ["Inactive API Key", 401, "inactive_key"],
  ["Expired API Key", 401, "expired_key"],
  ["Rate limit exceeded: quota total", 401, "quota_total"],
  ["Rate limit exceeded: quota daily", 401, "quota_daily"],
  ["Rate limit exceeded: quota weekly", 401, "quota_weekly"],
  ["Rate limit exceeded: quota monthly", 401, "quota_monthly"],
  ["You have exceeded the per-second rate limit on your subscription", 429, "plan_second"],
  ["You have exceeded the per-minute rate limit on your subscription", 429, "plan_minute"],
  ["IP temporarily blocked", 403, "ip_blocked"],
  ["Account suspended", 403, "account_suspended"],
  ["Service temporarily unavailable", 503, "unavailable"],
  ["Bad Gateway", 502, "bad_gateway"],
  ["Not Found", 404, "not_found"],
];

function headersOf({ headers }: { headers: string[] }): Map<string, string> {
  const all = new Map<string, string>();
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!.toLowerCase();
    expect(all.has(name), `${name} is sent once`).toBe(false);
    all.set(name, headers[i + 1]!);
  }
  return all;
}

test.each(CONTRACT)("%s is told with %i and %s, to the letter", (error, status, code) => {
  const answer = errorAnswer(code as ErrorCode, undefined);
  expect(answer.status).toBe(status);
  expect(answer.body.toString()).toBe(JSON.stringify({ error }));
  expect(Object.fromEntries(headersOf(answer))).toEqual({
    "content-type": "application/json",
    "content-length": String(answer.body.length),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "latchkey-error": code,
    ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
  });
});

test.each(CONTRACT)("%s is a problem of RFC 9457 where one is asked for", (error, status, code) => {
  const answer = errorAnswer(code as ErrorCode, "application/problem+json");
  expect(answer.status).toBe(status);
  const headers = headersOf(answer);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(headers.get("latchkey-error")).toBe(code);
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : undefined);
  expect(JSON.parse(answer.body.toString())).toEqual({
    type: `/docs/error-handling#${code}`,
    title: error,
    status,
    detail: expect.stringMatching(/\.$/),
    code,
  });
});

test("codes beyond the contract never speak of keys, limits or our own failures", () => {
  const inContract = new Set(CONTRACT.map(([, , code]) => code));
  const others = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => !inContract.has(code));
  for (const code of others) {
    expect([401, 403, 429, 503], code).not.toContain(ERRORS[code].status);
    expect(retryAfterS(code, 1_000), code).toBeNull();
  }
});

test("403, 429, 503 and the rolling quotas say when to come back, in whole seconds from 1 on", () => {
  const telling = Object.keys(ERRORS).filter((code) => retryAfterS(code as ErrorCode, 1) !== null);
  expect(telling.sort()).toEqual(
    [
      ...[
        "account_suspended",
        "ip_blocked",
        "plan_minute",
        "plan_second",
        "quota_daily",
        "quota_monthly",
      ],
      ...["quota_weekly", "unavailable"],
    ].sort(),
  );
  expect(retryAfterS("plan_second", 0)).toBe(1);
  expect(retryAfterS("plan_second", 1)).toBe(1);
  expect(retryAfterS("plan_minute", 1_001)).toBe(2);
  expect(retryAfterS("quota_daily", null)).toBe(1);
  expect(retryAfterS("quota_total", 5_000)).toBeNull();
});

test.each([
  [undefined, false],
  ["*/*", false],
  ["application/json", false],
  ["application/problem+json", true],
  ["text/html, Application/Problem+JSON;q=0.5", true],
  ["application/json, application/problem+json; charset=utf-8", true],
  ["application/problem+json;q=0", false],
  ["application/problem+json; q=0.000", false],
  ["application/problem+json; q=0.001", true],
  ["application/problem+jsonp", false],
])("Accept: %s asks for a problem: %s", (accept, wanted) => {
  expect(wantsProblem(accept)).toBe(wanted);
});
