import { afterAll, beforeAll, expect, test } from "vitest";
import { createHash } from "node:crypto";
import { uuidv7 } from "@/lib/ids";
import { runCli } from "../cli";
import { call } from "../http/call";
import { type Managed, startManaged } from "./start";

let managed: Managed;
beforeAll(async () => void (managed = await startManaged()));
afterAll(() => managed.door.stop());

const ask: Managed["ask"] = (...asked) => managed.ask(...asked);

async function makeCustomer() {
  const email = `${uuidv7()}@example.com`;
  const body = { name: "Robin", email, plan: "scale" };
  const { id } = (await ask("POST", "/accounts", { body })).json<{ id: string }>();
  const made = await ask("POST", `/accounts/${id}/keys`, { body: { alias: "robin’s key" } });
  const key = made.json<{ id: string; secret: string }>();
  await call(managed.door.port, { headers: { "X-API-Key": key.secret, "User-Agent": "robin/1" } });
  await managed.door.rows(key.id);
  return { id, email, key };
}

function cli(args: string[], input = "") {
  const env = { DATABASE_URL: managed.door.databaseUrl, NODE_ENV: "test" };
  const run = runCli(["accounts", ...args], env);
  run.stdin.end(input);
  return run;
}
const isThere = async (id: string) => (await ask("GET", `/accounts/${id}`)).status === 200;

test("delete asks first, and does nothing unless the answer is yes", async () => {
  const { id, email } = await makeCustomer();
  await cli(["suspend", "--email", email]);
  for (const answer of ["", "y\n"]) {
    const { exitCode, stderr } = await cli(["delete", "--email", email, "--json"], answer);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("Nothing was deleted.")]);
    expect(stderr).toContain(`Delete Robin (${email}) with 1 keys?`);
    expect(await isThere(id)).toBe(true);
  }
  const { exitCode, stdout } = await cli(["delete", "--email", email, "--json"], "yes\n");
  expect([exitCode, JSON.parse(stdout)]).toEqual([0, { id, deleted: true }]);
  expect(await isThere(id)).toBe(false);
}, 120_000);

test("delete --yes asks nobody; an account that is not suspended stays", async () => {
  const { id, email } = await makeCustomer();
  const early = await cli(["delete", "--email", email, "--yes"]);
  expect([early.exitCode, early.stderr]).toEqual([
    1,
    "Suspend the account first: only then can it be deleted.",
  ]);
  expect(await isThere(id)).toBe(true);
  await cli(["suspend", "--id", id]);
  const { exitCode, stdout } = await cli(["delete", "--id", id, "--yes", "--json"]);
  expect([exitCode, JSON.parse(stdout)]).toEqual([0, { id, deleted: true }]);
  expect((await cli(["delete", "--id", id, "--yes"])).exitCode).toBe(1);
  expect((await cli(["delete", "--yes"])).exitCode).toBe(2);
});

test("export prints all that is kept, a JSON object a line, and neither secrets nor hashes", async () => {
  const { id, email, key } = await makeCustomer();
  await ask("POST", "/portal-sessions", { body: { accountId: id } });
  const { exitCode, stdout } = await cli(["export", "--email", email]);
  expect(exitCode).toBe(0);
  const rows = stdout.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  expect([...new Set(rows.map(({ type }) => type))]).toEqual([
    "account",
    "member",
    "key",
    "portalSession",
    "event",
    "day",
    "request",
  ]);
  const of = (type: string) => rows.filter((row) => row.type === type);
  expect(of("account")).toMatchObject([{ id, name: "Robin", plan: "scale" }]);
  expect(of("member")).toMatchObject([{ email, role: "owner", hasPassword: false }]);
  expect(of("key")).toMatchObject([
    { id: key.id, alias: "robin’s key", lastFour: key.secret.slice(-4) },
  ]);
  expect(of("day")).toMatchObject([{ keyId: key.id, requests: 1 }]);
  expect(of("request")).toMatchObject([
    { keyId: key.id, status: 200, ip: "127.0.0.1", userAgent: "robin/1" },
  ]);
  expect(of("request")[0]!.at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(of("event").map(({ action }) => action)).toContain("portal.create");
  expect(stdout).not.toContain(key.secret);
  expect(stdout).not.toContain(createHash("sha256").update(key.secret).digest("hex"));
});
