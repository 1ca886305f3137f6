import { eq } from "drizzle-orm";
import { setTotpSecret, startTotp } from "@/db/queries/two-factor";
import type { Database } from "@/db/client";
import { accounts } from "@/db/schema/accounts";
import { uuidv7 } from "@/lib/ids";
import { setPlan } from "@/lib/plans/set";
import type { TestAccount } from "../account";
import { emptyDatabase } from "../database";
import type { Answer } from "../http/call";
import { makeKey, type TestKey } from "../key";

/** What a line finds. */
export interface World {
  db: Database;
  databaseUrl: string;
  /** Where it is typed; it has a folder `backups`. */
  cwd: string;
  /** An account of its own, and a key of it. */
  account: TestAccount;
  key: TestKey;
  block(ip: string): Promise<void>;
  manage(method: string, path: string, body: unknown): Promise<Answer>;
  /** A keyed request. */
  ask(path: string): Promise<Answer>;
  type(command: string): Promise<{ exitCode?: number; all?: string }>;
}

/** What is made for a line. */
export interface Prepared {
  /** What stands in it, and what is typed instead. */
  values?: Record<string, string>;
  env?: Record<string, string>;
  stdin?: string;
}

/** Lines that take something for granted. */
export interface Line {
  of: RegExp;
  prepare(world: World): Prepared | Promise<Prepared>;
}

const ADA = "ada@example.com";

const prepared: Line[] = [
  // Of an account that is there, but for the line that makes it.
  {
    of: /--email ada@example\.com/,
    prepare: ({ account }) => ({ values: { [ADA]: account.email } }),
  },
  {
    of: /accounts create --email ada@example\.com/,
    prepare: () => ({ values: { [ADA]: `${uuidv7()}@example.com` } }),
  },
  { of: /--email EMAIL\b/, prepare: ({ account }) => ({ values: { EMAIL: account.email } }) },
  { of: /--email YOU\b/, prepare: ({ account }) => ({ values: { YOU: account.email } }) },
  { of: /\bID\b/, prepare: ({ key }) => ({ values: { ID: key.id } }) },
  { of: /keys find/, prepare: ({ key }) => ({ stdin: `${key.secret}\n` }) },
  {
    of: /logs list .*--alias ci/,
    prepare: async ({ account }) => (await makeKey(account.ctx, { alias: "ci" }), {}),
  },
  {
    of: /accounts delete/,
    async prepare({ db, account }) {
      const suspendedAt = new Date();
      await db.update(accounts).set({ suspendedAt }).where(eq(accounts.id, account.accountId));
      return { stdin: "yes\n" };
    },
  },
  {
    of: /accounts two-factor .*--off/,
    async prepare({ db, account }) {
      await setTotpSecret(db, account.userId, Buffer.from("sealed"));
      await startTotp(db, account.userId);
      return {};
    },
  },
  {
    of: /plans max-keys team/,
    async prepare({ db }) {
      await setPlan({ db, input: { name: "team", perSecond: 100, perMinute: 3_000 } });
      return {};
    },
  },
  {
    of: /ips unblock 203\.0\.113\.7/,
    prepare: async (world) => (await world.block("203.0.113.7"), {}),
  },
  {
    of: /ips unblock ADDRESS/,
    async prepare(world) {
      await world.block("203.0.113.8");
      return { values: { ADDRESS: "203.0.113.8" } };
    },
  },
  {
    of: /backup restore/,
    async prepare(world) {
      await world.type("npm run -s cli -- backup create backups/latchkey-DAY.tar.gz");
      return { env: { DATABASE_URL: (await emptyDatabase()).url } };
    },
  },
  {
    of: /^DATABASE_URL=postgres:/,
    prepare: ({ databaseUrl }) => ({
      values: { "postgres://latchkey_owner:CHANGE-ME-1@HOST:5432/latchkey": `'${databaseUrl}'` },
    }),
  },
  // There is something to find.
  { of: /status="5/, prepare: async (world) => (await world.ask("/api/v1/broken"), {}) },
  {
    of: /portal-sessions/,
    async prepare(world) {
      await world.manage("POST", "/accounts", { name: "Acme", externalId: "portal-4711" });
      return { values: { 4711: "portal-4711" } };
    },
  },
];

/** Where documents take a server to be. */
const origins = [
  "http://127.0.0.1:3000",
  "http://127.0.0.1:3001",
  "http://localhost:3000",
  "https://api.example.com",
  "${useApiOrigin()}",
];

/** On one line each, and why it is not run. */
const notHere = new Map([
  [
    "cd /opt/latchkey && systemd-run --quiet --pipe --wait --uid latchkey --working-directory /opt/latchkey -p EnvironmentFile=/etc/latchkey/latchkey.env -E LATCHKEY_DATA_DIR=/var/lib/latchkey /usr/bin/npm run -s cli -- instances list",
    "it needs systemd, and a user of the system that is made for Latchkey",
  ],
]);

export const LINES = { prepared, origins, notHere };
