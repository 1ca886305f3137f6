import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { createAccount } from "@/lib/accounts/create";
import { listAccounts } from "@/lib/accounts/list";
import { setAccountPlan } from "@/lib/accounts/set-plan";
import { CreateAccount, Email, SetAccountPlan } from "@/lib/accounts/schema";
import { signOutEverywhere } from "@/lib/accounts/sign-out-everywhere";
import { removeTwoFactor } from "@/lib/two-factor/remove";
import { withDatabase } from "./database";
import { printList, printOne } from "./output";
import { parse } from "./parse";

/** 18 random bytes in 24 characters: nobody guesses it, and it goes through any form. */
const newPassword = () => randomBytes(18).toString("base64url");

/** `accounts create`, `list`, `plan`, `sign-out`, `two-factor`. */
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
      await printList(command, await withDatabase((db) => listAccounts({ db })), {
        columns: ["email", "name", "plan", "externalId", "keys", "id"],
        empty: "There are no accounts.",
      });
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
