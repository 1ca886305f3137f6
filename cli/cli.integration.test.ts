import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { eq } from "drizzle-orm";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { users } from "@/db/schema/accounts";
import { authFailures, instances, ipBlocks } from "@/db/schema/operations";
import { createAccount } from "@/lib/accounts/create";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { cliFile, runCli } from "@/test/cli";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

const EMAIL = "ada@example.com";
const UUID = /^[0-9a-f-]{36}$/;

const ENV = () => ({ DATABASE_URL: own.url, NODE_ENV: "test" });

async function cli(...args: string[]) {
  const { exitCode, stdout, stderr } = await runCli(args, ENV());
  return { exitCode, stdout, stderr };
}

/** Calls for JSON, and parses each line. */
async function json(...args: string[]): Promise<Array<Record<string, unknown>>> {
  const { exitCode, stdout, stderr } = await cli(...args, "--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** One line on standard error, nothing on standard output. */
async function expectRefusal(exitCode: 1 | 2, reason: RegExp, ...args: string[]) {
  const answer = await cli(...args);
  expect(answer).toMatchObject({ exitCode, stdout: "" });
  expect(answer.stderr).toMatch(reason);
  expect(answer.stderr).not.toContain("\n");
}

describe("an operator with an account", () => {
  beforeAll(async () => {
    const [account] = await json("accounts", "create", "--email", EMAIL.toUpperCase());
    expect(account).toEqual({
      id: expect.stringMatching(UUID),
      email: EMAIL,
      name: expect.any(String),
      plan: "free",
      password: expect.stringMatching(/^.{16,}$/),
    });
  });

  test("a given password is not said back", async () => {
    const [account] = await json(
      ...["accounts", "create", "--email", "bob@example.com", "--password", "long enough"],
      ...["--name", "Bob", "--plan", "pro"],
    );
    expect(account).toEqual({
      id: expect.stringMatching(UUID),
      email: "bob@example.com",
      name: "Bob",
      plan: "pro",
    });
  });

  test("accounts are listed, and moved between plans that exist", async () => {
    const [moved] = await json("accounts", "plan", "--email", EMAIL, "--plan", "scale");
    expect(moved).toMatchObject({ email: EMAIL, plan: "scale", keys: 0 });
    const emails = (await json("accounts", "list")).map((account) => account.email);
    expect(emails).toContain(EMAIL);
    await expectRefusal(1, /gold/, "accounts", "plan", "--email", EMAIL, "--plan", "gold");
    await expectRefusal(1, /already/, "accounts", "create", "--email", EMAIL);
  });

  test("a key is created, shown, changed and deleted", async () => {
    const [made] = await json(
      ...["keys", "create", "--email", EMAIL, "--alias", "web", "--category", "production"],
      ...["--expires", "2099-12-31", "--quota-daily", "10", "--quota-total", "1000000000000"],
    );
    const { secret, ...key } = made!;
    const id = String(key.id);
    expect(secret).toMatch(/^lk_[0-9A-Za-z]{46}$/);
    expect(key).toMatchObject({
      alias: "web",
      category: "production",
      active: true,
      expiresAt: "2099-12-31T23:59:59.999Z",
      quotas: { total: 1_000_000_000_000, daily: 10, weekly: null, monthly: null },
      used: { total: 0, daily: 0, weekly: 0, monthly: 0 },
      lastUsedAt: null,
    });
    expect(await json("keys", "show", id)).toEqual([key]);
    expect(await json("keys", "list", "--email", EMAIL)).toEqual([key]);

    const [changed] = await json(
      ...["keys", "update", id, "--alias", "site", "--active", "false", "--expires", "none"],
      ...["--quota-daily", "none", "--quota-monthly", "7"],
    );
    expect(changed).toMatchObject({
      id,
      alias: "site",
      category: "production",
      active: false,
      expiresAt: null,
      quotas: { total: 1_000_000_000_000, daily: null, weekly: null, monthly: 7 },
    });
    expect(await json("keys", "delete", id)).toEqual([{ id, deleted: true }]);
    await expectRefusal(1, /^No key with this id\.$/, "keys", "delete", id);
  });

  test.each([
    [/whole number/, ["--quota-daily", "-1"]],
    [/whole number/, ["--quota-monthly", "1e30"]],
    [/32/, ["--category", "c".repeat(33)]],
    [/future/, ["--expires", "2020-01-01"]],
  ])("a field that makes no sense is refused: %s", async (reason, options) => {
    await expectRefusal(1, reason, "keys", "create", "--email", EMAIL, "--alias", "x", ...options);
  });

  test("an alias is unique without regard to case", async () => {
    await json("keys", "create", "--email", EMAIL, "--alias", "twin");
    await expectRefusal(1, /alias/, "keys", "create", "--email", EMAIL, "--alias", "TWIN");
  });

  test("the log of an account, or of one of its keys", async () => {
    expect(await json("logs", "list", "--email", EMAIL)).toEqual([]);
    await expectRefusal(1, /no key/, "logs", "list", "--email", EMAIL, "--alias", "nobody");
    await expectRefusal(1, /nobody@/, "logs", "list", "--email", "nobody@example.com");
  });

  test("counters agree with an empty log", async () => {
    await json("keys", "create", "--email", EMAIL, "--alias", "counted");
    const lines = await json("usage", "check", "--email", EMAIL);
    expect(lines.filter((line) => line.alias === "counted").map((line) => line.window)).toEqual([
      "total",
      "daily",
      "weekly",
      "monthly",
    ]);
    expect(new Set(lines.map((line) => line.drift))).toEqual(new Set([0]));
  });
});

test.each(["00000000-0000-7000-8000-000000000000", "'"])("%s is no key's id", async (id) => {
  await expectRefusal(1, /^No key with this id\.$/, "keys", "show", id);
  await expectRefusal(1, /^No key with this id\.$/, "keys", "update", id, "--alias", "x");
});

test("--version says which it is", async () => {
  const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
  expect(await cli("--version")).toEqual({ exitCode: 0, stdout: version, stderr: "" });
});

test("output whose reader has gone ends in silence", async () => {
  for (let i = 0; i < 3; i++) await json("accounts", "create", "--email", `pipe-${i}@example.com`);
  const line = 'node "$0" accounts list --json | true; echo ${PIPESTATUS[0]}';
  const { stdout, stderr } = await execa("bash", ["-c", line, cliFile()], { env: ENV() });
  expect([stdout, stderr]).toEqual(["0", ""]);
});

test.skipIf(!existsSync("/dev/full"))(
  "output that cannot be written is refused, and says why",
  async () => {
    const call = 'node "$0" accounts list --json > /dev/full';
    const { exitCode, stderr } = await execa("sh", ["-c", call, cliFile()], {
      env: ENV(),
      reject: false,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: the output cannot be written: .*ENOSPC.*$/);
  },
);

test.each([
  [["nonsense"], 2],
  [["keys", "show", "nope"], 1],
])("%j ends with its code although nobody hears why", async (args, code) => {
  const call = 'node "$0" "$@" 2>&1 >/dev/null | true; echo ${PIPESTATUS[0]}';
  const { stdout } = await execa("bash", ["-c", call, cliFile(), ...args], { env: ENV() });
  expect(stdout).toBe(String(code));
});

test.each(["1e1", "0x10", " 5", "", "-1"])("seed takes no %j for a number", async (number) => {
  const of = ["seed", "--email", "seeded@example.com", "--days", "1", "--keys", "1"];
  await expectRefusal(1, /^--requests: must be a whole number$/, ...of, `--requests=${number}`);
});

test("a number of rows that is none is told what it takes", async () => {
  await expectRefusal(2, /from 1 to 999999999/, "logs", "list", "--email", EMAIL, "--limit", "0");
});

test("migrate says what it applied: nothing on a database that is up to date", async () => {
  expect(await json("migrate")).toEqual([{ applied: [], emptyDaysDropped: 0, daysAhead: 35 }]);
});

test("plans are listed, changed and added", async () => {
  expect(await json("plans", "set", "team", "--per-second", "7", "--per-minute", "70")).toEqual([
    { name: "team", perSecond: 7, perMinute: 70 },
  ]);
  expect((await json("plans", "list")).map((plan) => plan.name)).toEqual([
    "free",
    "team",
    "pro",
    "scale",
  ]);
  const open = ["plans", "set", "open", "--per-second", "none", "--per-minute", "none"];
  expect(await json(...open)).toEqual([{ name: "open", perSecond: null, perMinute: null }]);
  const large = ["plans", "set", "open", "--per-second", "10000000", "--per-minute", "none"];
  expect(await json(...large)).toEqual([{ name: "open", perSecond: 10_000_000, perMinute: null }]);
  expect((await json("plans", "list")).at(-1)).toMatchObject({ name: "open", perMinute: null });
  await expectRefusal(
    1,
    /whole/,
    "plans",
    "set",
    "x",
    "--per-second",
    "10000001",
    "--per-minute",
    "9",
  );
  await expectRefusal(1, /whole/, "plans", "set", "x", "--per-second", "0", "--per-minute", "9");
  await expectRefusal(1, /whole/, "plans", "set", "x", "--per-second", "ten", "--per-minute", "9");
});

test("a plan's number of keys is set, and keeps an account from making more", async () => {
  expect(await json("plans", "max-keys", "free", "1")).toEqual([{ name: "free", maxKeys: 1 }]);
  const email = "one-key@example.com";
  await json("accounts", "create", "--email", email);
  const create = (alias: string) => ["keys", "create", "--email", email, "--alias", alias];
  await json(...create("first"));
  await expectRefusal(1, /as many as its plan allows/, ...create("second"));
  expect(await json("plans", "max-keys", "free", "none")).toEqual([
    { name: "free", maxKeys: null },
  ]);
  await json(...create("second"));
  await expectRefusal(1, /no plan named nothing/, "plans", "max-keys", "nothing", "5");
  await expectRefusal(1, /whole/, "plans", "max-keys", "free", "0");
});

test("a second factor is taken away from who has one, and from nobody else", async () => {
  const email = "lost-phone@example.com";
  await json("accounts", "create", "--email", email);
  const off = ["accounts", "two-factor", "--email", email, "--off"];
  await expectRefusal(1, /has no second factor/, ...off);
  await own.db.update(users).set({ totpSince: new Date() }).where(eq(users.email, email));
  expect(await json(...off)).toEqual([{ email, twoFactor: false }]);
  await expectRefusal(1, /has no second factor/, ...off);
});

test("an operator is granted, listed and revoked, once each", async () => {
  const email = "operator@example.com";
  const grant = ["operators", "grant", "--email", email];
  const revoke = ["operators", "revoke", "--email", email];
  const account = { email, name: "Olga", password: null };
  await createAccount({ db: own.db, input: account });
  const [granted] = await json(...grant.with(3, "Operator@Example.com"));
  expect(granted).toEqual({
    ...{ id: expect.stringMatching(UUID), email, name: "Olga", emailVerified: true },
    since: expect.stringMatching(/Z$/),
  });
  expect(await json("operators", "list")).toEqual([granted]);
  expect(await json(...revoke)).toEqual([{ id: granted!.id, email, revoked: true }]);
});

test("instances are listed with what to know of them", async () => {
  const id = randomUUID();
  const notes = ["one thing", "another"];
  const inAnHour = new Date(Date.now() + 3_600_000);
  const [{ startedAt, lastTouchAt }] = (await own.db
    .insert(instances)
    // Calls take their time: it is in touch for as long as they take.
    .values({ id, host: "m-1", pid: 7, journalDir: "/nowhere", notes, heartbeatAt: inAnHour })
    .returning({ startedAt: instances.startedAt, lastTouchAt: instances.heartbeatAt })) as [
    { startedAt: Date; lastTouchAt: Date },
  ];
  expect(await json("instances", "list")).toEqual([
    {
      ...{ id, host: "m-1", pid: 7, isInTouch: true, notes },
      ...{ startedAt: startedAt.toISOString(), lastTouchAt: lastTouchAt.toISOString() },
    },
  ]);
});

test("a blocked address is listed and unblocked", async () => {
  const until = new Date(Date.now() + 60_000);
  await own.db.insert(ipBlocks).values({ ip: "2001:db8::/64", until, failures: 20 });
  const block = { ip: "2001:db8::/64", until: until.toISOString(), failures: 20 };
  expect(await json("ips", "list")).toEqual([block]);
  expect(await json("ips", "unblock", "2001:db8::7")).toEqual([block]);
  await expectRefusal(1, /not blocked/, "ips", "unblock", "2001:db8::7");
});

test("addresses with failed authentications are listed, most first", async () => {
  const [now, before] = [Date.now(), Date.now() - 2 * 3_600_000].map((at) => new Date(at));
  await own.db.insert(authFailures).values([
    { ip: "203.0.113.1", at: now!, failures: 3 },
    { ip: "2001:db8::/64", at: now!, failures: 7, spent: 7 },
    { ip: "203.0.113.1", at: before!, failures: 10 },
  ]);
  const lastAt = now!.toISOString();
  expect(await json("ips", "failures")).toEqual([
    { ip: "2001:db8::/64", failures: 7, lastAt },
    { ip: "203.0.113.1", failures: 3, lastAt },
  ]);
  expect(await json("ips", "failures", "--since", "180m")).toEqual([
    { ip: "203.0.113.1", failures: 13, lastAt },
    { ip: "2001:db8::/64", failures: 7, lastAt },
  ]);
});

test.each([
  [[]],
  [["keys"]],
  [["nope"]],
  [["keys", "create", "--alias", "x"]],
  [["keys", "list", "--email", EMAIL, "--nope"]],
  [["keys", "update", "id", "--active", "maybe"]],
  [["logs", "list", "--email", EMAIL, "--limit", "ten"]],
  [["ips", "failures", "--since", "yesterday"]],
  [["ips", "failures", "--since", "25h"]],
])("wrong usage ends with 2: %j", async (args) => {
  await expectRefusal(2, /^error: /, ...args);
});

test("help is no error", async () => {
  const { exitCode, stdout, stderr } = await cli("keys", "create", "--help");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain("--quota-monthly");
});
