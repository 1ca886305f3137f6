import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import type { Queryable } from "@/db/queryable";
import { createAccount } from "@/lib/accounts/create";
import { changeAccount } from "@/lib/accounts/change";
import { deleteAccount } from "@/lib/accounts/delete";
import { exportAccount } from "@/lib/accounts/export";
import {
  accountByEmail,
  accountPages,
  type AccountView,
  getAccount,
  requireAccount,
} from "@/lib/accounts/list";
import { setAccountPlan } from "@/lib/accounts/set-plan";
import { CreateAccount, Email, SetAccountPlan } from "@/lib/accounts/schema";
import { signOutEverywhere } from "@/lib/accounts/sign-out-everywhere";
import { printable, printableJson } from "@/lib/text/printable";
import { Refusal } from "@/lib/refusal";
import { removeTwoFactor } from "@/lib/accounts/remove-two-factor";
import { withDatabase } from "./database";
import { usageError } from "./exit";
import { printOne, printPages, write } from "./output";
import { parse } from "./parse";

/** 18 random bytes in 24 characters: nobody guesses it, and it goes through any form. */
const newPassword = () => randomBytes(18).toString("base64url");

/** @throws where neither is named, or both are, or there is no such account */
async function accountIdOf(
  db: Queryable,
  { email, id }: { email?: string; id?: string },
): Promise<string> {
  if ((email === undefined) === (id === undefined)) throw usageError("give --email or --id");
  if (id !== undefined) return requireAccount(db, id);
  return (await accountByEmail(db, parse(Email, email, "--email"))).id;
}

/** @throws {Refusal} where whoever is asked does not answer yes */
async function confirmed({ name, email, keys }: AccountView): Promise<void> {
  const whose = email === null ? name : `${name} (${email})`;
  const lines = createInterface({ input: process.stdin });
  process.stderr.write(
    printable(`Delete ${whose} with ${keys} keys? There is no way back. Type yes: `),
  );
  for await (const line of lines) {
    if (line.trim().toLowerCase() === "yes") return;
    break;
  }
  throw new Refusal("forbidden", "Nothing was deleted.");
}

/** `accounts create`, `list`, `plan`, `suspend`, `resume`, `delete`, `export`, `sign-out`, `two-factor`. */
export function accountsCommands(accounts: Command): void {
  accounts
    .command("create")
    .description("make an account and its owner; without --password, one is made and shown")
    .requiredOption("--email <email>")
    .option("--password <password>")
    .option("--name <name>", "of the owner and the account; else the address")
    .option("--plan <plan>", "as in `plans list`", "free")
    .action(
      async (
        options: { email: string; password?: string; name?: string; plan: string },
        command: Command,
      ) => {
        const generated = options.password === undefined ? newPassword() : undefined;
        const input = parse(CreateAccount, {
          ...options,
          name: options.name ?? options.email.slice(0, 100),
          password: options.password ?? generated,
        });
        const { id, email, name, plan } = await withDatabase((db) => createAccount({ db, input }));
        printOne(command, { id, email, name, plan, ...(generated && { password: generated }) });
      },
    );

  accounts
    .command("list")
    .description("all accounts")
    .action(async (_options: unknown, command: Command) => {
      await withDatabase((db) =>
        printPages(command, accountPages({ db }), {
          columns: ["email", "name", "plan", "externalId", "keys", "id"],
          empty: "There are no accounts.",
        }),
      );
    });

  accounts
    .command("plan")
    .description("put an account on a plan")
    .requiredOption("--email <email>")
    .requiredOption("--plan <plan>")
    .action(async (options: { email: string; plan: string }, command: Command) => {
      const input = parse(SetAccountPlan, options);
      printOne(command, await withDatabase((db) => setAccountPlan({ db, input })));
    });

  for (const [verb, suspended, about] of [
    ["suspend", true, "refuse all keys of an account, at every instance at once"],
    ["resume", false, "end that: the keys work as before"],
  ] as const) {
    accounts
      .command(verb)
      .description(about)
      .option("--email <email>", "of a user of the account")
      .option("--id <id>", "of the account, which may have no user")
      .action(async (options: { email?: string; id?: string }, command: Command) => {
        const account = await withDatabase(async (db) => {
          const id = await accountIdOf(db, options);
          return changeAccount({ db, id, input: { suspended } });
        });
        printOne(command, { id: account.id, suspended: account.suspended });
      });
  }

  accounts
    .command("delete")
    .description("delete a suspended account for good: its people, keys and settings")
    .option("--email <email>", "of a user of the account")
    .option("--id <id>", "of the account, which may have no user")
    .option("--yes", "do not ask")
    .action(async (options: { email?: string; id?: string; yes?: boolean }, command: Command) => {
      const deleted = await withDatabase(async (db) => {
        const id = await accountIdOf(db, options);
        if (!options.yes) await confirmed(await getAccount(db, id));
        return deleteAccount({ db, id });
      });
      printOne(command, deleted);
    });

  accounts
    .command("export")
    .description("all that is kept of an account, a JSON object a line")
    .option("--email <email>", "of a user of the account")
    .option("--id <id>", "of the account, which may have no user")
    .action(async (options: { email?: string; id?: string }) => {
      await withDatabase(async (db) => {
        const id = await accountIdOf(db, options);
        for await (const rows of exportAccount({ db, id })) {
          await write(rows.map((row) => printableJson(row)));
        }
      });
    });

  accounts
    .command("sign-out")
    .description("end all sessions of a user; the password and the keys go on working")
    .requiredOption("--email <email>")
    .action(async (options: { email: string }, command: Command) => {
      const email = parse(Email, options.email, "--email");
      printOne(command, await withDatabase((db) => signOutEverywhere({ db, email })));
    });

  accounts
    .command("two-factor")
    .description("take the second factor away from who has lost phone and recovery codes")
    .requiredOption("--email <email>")
    .requiredOption("--off", "the password alone signs them in from then on")
    .action(async (options: { email: string }, command: Command) => {
      const email = parse(Email, options.email, "--email");
      printOne(command, await withDatabase((db) => removeTwoFactor({ db, email })));
    });
}
