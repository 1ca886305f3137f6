import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEvents } from "@/db/schema/operations";
import { operatorTokens } from "@/db/schema/tokens";
import { hashSecret } from "@/lib/credentials/secret";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { runCli } from "@/test/cli";
import { createToken } from "./create";
import { findToken } from "./find";
import { listTokens } from "./list";
import { revokeToken } from "./revoke";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

const make = (over: Partial<Parameters<typeof createToken>[0]["input"]> = {}) =>
  createToken({
    db: own.db,
    input: { name: "backend", scopes: ["keys:read"], expiresAt: null, ...over },
  });

async function cli(...args: string[]) {
  const answer = await runCli([...args, "--json"], { DATABASE_URL: own.url, NODE_ENV: "test" });
  const lines = answer.stdout.split("\n").filter(Boolean);
  return { ...answer, json: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test("a token has the form of keys, and the database has its SHA-256 alone", async () => {
  const { token, secret } = await make();
  expect(secret).toMatch(/^lko_[0-9A-Za-z]{46}$/);
  const [row] = await own.db.select().from(operatorTokens).where(eq(operatorTokens.id, token.id));
  expect(row!.hash.toString("hex")).toBe(hashSecret(secret));
  const trail = await own.db.select().from(auditEvents).where(eq(auditEvents.targetId, token.id));
  expect(trail).toEqual([
    expect.objectContaining({ accountId: null, actor: "cli", action: "token.create" }),
  ]);
  expect(JSON.stringify([row, trail])).not.toContain(secret.slice(4));
});

test("a token is found by its secret, and that it was used is noted", async () => {
  const { token, secret } = await make({ name: "used" });
  expect(token.lastUsedAt).toBeNull();
  expect(await findToken(own.db, secret)).toMatchObject({ id: token.id, scopes: ["keys:read"] });
  const listed = (await listTokens({ db: own.db })).find(({ id }) => id === token.id);
  expect(listed?.lastUsedAt).toBeInstanceOf(Date);
  expect(await findToken(own.db, `${secret.slice(0, -1)}#`)).toBeNull();
});

test("a token that has expired or was revoked is none", async () => {
  const expired = await make({ expiresAt: new Date(Date.now() - 1_000) });
  expect(await findToken(own.db, expired.secret)).toBeNull();
  const revoked = await make();
  expect(await revokeToken({ db: own.db, input: { id: revoked.token.id } })).toEqual({
    id: revoked.token.id,
    revoked: true,
  });
  expect(await findToken(own.db, revoked.secret)).toBeNull();
  const again = revokeToken({ db: own.db, input: { id: revoked.token.id } });
  await expect(again).rejects.toMatchObject({ code: "not_found" });
  const ids = (await listTokens({ db: own.db })).map(({ id }) => id);
  expect(ids).toContain(expired.token.id);
  expect(ids).not.toContain(revoked.token.id);
});

test("the command line makes, lists and revokes tokens", async () => {
  const made = await cli(
    ...["tokens", "create", "--name", "billing", "--scope", "keys:write", "accounts:read"],
    ...["--expires", "2099-01-01"],
  );
  expect(made.json[0]).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    name: "billing",
    scopes: ["accounts:read", "keys:write"],
    createdAt: expect.stringMatching(/Z$/),
    lastUsedAt: null,
    expiresAt: "2099-01-01T23:59:59.999Z",
    secret: expect.stringMatching(/^lko_/),
  });
  const { secret, ...token } = made.json[0]!;
  const listed = await cli("tokens", "list");
  expect(listed.json).toContainEqual(token);
  expect(listed.stdout).not.toContain(secret);
  expect((await cli("tokens", "revoke", String(token.id))).json).toEqual([
    { id: token.id, revoked: true },
  ]);
  expect((await cli("tokens", "list")).json).not.toContainEqual(token);
});

test("a scope that is none, and a token without any, are refused in one line", async () => {
  const wrong = await cli("tokens", "create", "--name", "x", "--scope", "keys:all");
  expect(wrong).toMatchObject({ exitCode: 1, stdout: "" });
  expect(wrong.stderr).toMatch(/^--scope: takes one of accounts:read, /);
  const none = await cli("tokens", "create", "--name", "x");
  expect(none).toMatchObject({ exitCode: 2, stdout: "" });
  const unknown = await cli("tokens", "revoke", "no-id");
  expect(unknown).toMatchObject({ exitCode: 1, stderr: "There is no token with this id." });
});
