import fc from "fast-check";
import pMap from "p-map";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeAccount, type TestAccount } from "./account";
import { runCli } from "./cli";
import { type OwnDatabase, ownDatabase } from "./database";
import { makeKey } from "./key";

/** Each is a program of its own. `TEST_HOSTILE_CALLS` is for who has more time. */
const CALLS = Number(process.env.TEST_HOSTILE_CALLS ?? 24);

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

/** Values that a parser lets pass, or nearly. */
const value = fc.oneof(
  fc.constantFrom(
    ...[
      "",
      " ",
      "\n",
      "a\nerror: forged",
      "\u001b[2J",
      "\u202e",
      "\ud800",
      "'; drop table accounts; --",
      "%00",
      "..",
      "-",
    ],
    ...[
      "-1",
      "0",
      "-0",
      "1e309",
      "NaN",
      "99999999999999999999",
      "2147483648",
      "9007199254740993",
      "0x10",
      "1.5",
      "٣",
    ],
    ...["none", "NONE", "null", "true", "[object Object]", "__proto__", "constructor"],
    ...[
      "2027-02-30",
      "0000-00-00",
      "-000001-01-01",
      "+275760-09-13",
      "9999-12-31T23:59:60Z",
      "294277-01-01",
      "1969-12-31",
    ],
    ...[
      "10.0.0.0/8",
      "::",
      "::1/64",
      "999.1.1.1",
      "a@b",
      "é@exämple.com",
      `${"x".repeat(300)}@example.com`,
    ],
    "x".repeat(100_000),
  ),
  fc.string({ unit: "grapheme", maxLength: 70 }).map((text) => text.replaceAll("\0", "")),
);

/** Verbs as their parser takes them, with places for values. */
const VERBS = (email: string, key: string): string[][] => [
  ...[
    ["accounts", "create", "--email=?", "--name=?", "--plan=?"],
    ["accounts", "plan", `--email=${email}`, "--plan=?"],
  ],
  ...[
    ["accounts", "suspend", "--id=?"],
    ["accounts", "resume", "--email=?"],
    ["accounts", "sign-out", "--email=?"],
  ],
  ...[
    ["accounts", "create", "--email=?", "--password=?"],
    ["accounts", "two-factor", "--email=?", "--off"],
  ],
  ["keys", "create", `--email=${email}`, "--alias=?", "--category=?", "--expires=?"],
  ["keys", "create", `--email=${email}`, "--alias=?", "--quota-total=?", "--quota-daily=?"],
  ...[
    ["keys", "update", key, "--alias=?", "--quota-monthly=?"],
    ["keys", "update", key, "--expires=?", "--category=?"],
  ],
  ...[
    ["keys", "rotate", key, "--alias=?", "--deactivate-old-at=?"],
    ["keys", "show", "--", "?"],
    ["keys", "delete", "--", "?"],
  ],
  ...[
    ["keys", "list", "--email=?"],
    ["logs", "list", "--email=?"],
    ["usage", "check", "--email=?"],
  ],
  ["logs", "list", `--email=${email}`, "--alias=?", "--limit=?"],
  ...[
    ["plans", "set", "--per-second=?", "--per-minute=?", "--", "?"],
    ["plans", "max-keys", "--", "?", "?"],
  ],
  ...[
    ["ips", "unblock", "--", "?"],
    ["ips", "failures", "--since=?"],
    ["operators", "grant", "--email=?"],
  ],
  ...[
    ["tokens", "create", "--name=?", "--scope=keys:read", "--expires=?"],
    ["tokens", "revoke", "--", "?"],
  ],
  ["tokens", "create", "--name=?", "--scope=?"],
];

test(
  "a verb with hostile values ends with 0, 1 or 2, one line of reason, and no stack",
  async () => {
    const { id } = (await makeKey(account.ctx)) as { id: string };
    const verbs = VERBS(account.email, id);
    const call = fc
      .tuple(
        fc.constantFrom(...verbs),
        fc.array(value, { minLength: 3, maxLength: 3 }),
        fc.boolean(),
      )
      .map(([verb, values, json]) => {
        let at = 0;
        const filled = verb.map((word) => word.replace("?", () => values[at++]!));
        return json ? ["--json", ...filled] : filled;
      });
    await pMap(
      fc.sample(call, CALLS),
      async (args) => {
        const shown = JSON.stringify(args.map((arg) => arg.slice(0, 90)));
        const { exitCode, stdout, stderr } = await runCli(args, {
          DATABASE_URL: own.url,
          NODE_ENV: "test",
        });
        expect.soft([0, 1, 2], `${shown} ${stderr}`).toContain(exitCode);
        expect.soft(stderr, shown).not.toMatch(/\n|^\s+at |node:internal|\u001b|Failed query|\$1/);
        expect.soft(stderr === "", `${shown} ${stderr}`).toBe(exitCode === 0);
        if (exitCode !== 0) expect.soft(stdout, shown).toBe("");
        // What the database itself says is no reason for a person.
        expect
          .soft(stderr, shown)
          .not.toMatch(/out of range|invalid input syntax|value too long|violates|invalid byte/);
        if (args[0] === "--json" && exitCode === 0) {
          for (const line of stdout.split("\n").filter(Boolean)) JSON.parse(line);
        }
      },
      { concurrency: 2 },
    );
  },
  CALLS * 5_000,
);
