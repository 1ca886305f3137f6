import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import getPort from "get-port";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../database";
import { call } from "../http/call";
import { cookiesOf, makeOwner, signIn } from "./owner";
import { Running } from "./running";
import { saidOfTheCaller } from "./said-of-the-caller";
import { actionCall, actionId, actionResult } from "./server-action";
import { serverEnv } from "./server";
import { ROOT } from "../root";

/** `next start` alone: the app without a front door. */
let next: Running;
let port: number;
let database: OwnDatabase;
const dataDir = mkdtempSync(path.join(os.tmpdir(), "latchkey-data-"));

beforeAll(async () => {
  database = await ownDatabase();
  port = await getPort();
  next = new Running(["node_modules/next/dist/bin/next", "start", "-p", String(port)], {
    cwd: ROOT,
    env: { ...serverEnv(database.url, dataDir), NEXTAUTH_URL: `http://127.0.0.1:${port}` },
  });
  await next.printed(/Ready in/, 60_000);
});
afterAll(async () => {
  next.signal("SIGKILL");
  await next.ended;
  await database.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

test("pages are served, and those of an account lead to sign-in", async () => {
  expect((await call(port, { path: "/sign-in" })).status).toBe(200);
  expect((await call(port, { path: "/docs/introduction" })).status).toBe(200);
  const dashboard = await call(port, { path: "/dashboard/keys" });
  expect(dashboard.status).toBe(307);
  expect(dashboard.headers.location).toMatch(/^\/sign-in\?callbackUrl=/);
});

test("somebody can sign up, sign in, and see the dashboard", async () => {
  const email = `owner-${randomUUID()}@test.local`;
  const input = { name: "Robin Example", email, password: `pw-${randomUUID()}` };
  const id = await actionId(port, "/sign-up", "signUp");
  const signedUp = await call(port, actionCall(port, { page: "/sign-up", id, input }));
  expect(actionResult(signedUp)).toMatchObject({ ok: true });
  const cookie = cookiesOf(await signIn(port, input)).join("; ");
  const dashboard = await call(port, { path: "/dashboard/keys", headers: { Cookie: cookie } });
  expect(dashboard.status).toBe(200);
  expect(dashboard.text).toContain("Robin Example");
});

test("a handler is not reached, whatever a client says of itself", async () => {
  const owner = await makeOwner({ port, database });
  const keyed = { "X-API-Key": owner.key.secret };
  const tokens = ["", "undefined", "null", randomBytes(32).toString("base64url")];
  const said = tokens.map((token) => saidOfTheCaller(owner, token));
  const heads = [{}, keyed, ...said, ...said.map((each) => ({ ...each, ...keyed }))];
  for (const headers of heads) {
    for (const [method, path] of [
      ["GET", "/api/v1/echo"],
      ["POST", "/api/v1/echo"],
      ["GET", "/api/v1/usage"],
    ] as const) {
      const answer = await call(port, { method, path, headers });
      expect([headers, answer.status]).toEqual([headers, 503]);
      expect(answer.json()).toEqual({ error: "Service temporarily unavailable" });
      expect(answer.headers["latchkey-error"]).toBe("unavailable");
      expect(answer.headers["retry-after"]).toBe("1");
    }
  }
});
