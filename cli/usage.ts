import type { Command } from "commander";
import { checkUsage } from "@/lib/usage/check";
import { contextOfEmail } from "./context";
import { withDatabase } from "./database";
import { printList } from "./output";

/** `usage check`. */
export function usageCommands(usage: Command): void {
  usage
    .command("check")
    .description("hold the counters that quotas rest on against the log's rows")
    .option("--email <email>", "of a user of the account; else all accounts")
    .action(async ({ email }: { email?: string }, command: Command) => {
      const lines = await withDatabase(async (db) => {
        const accountId = email ? (await contextOfEmail(db, email)).accountId : undefined;
        return checkUsage({ db, accountId });
      });
      await printList(command, lines, {
        columns: ["alias", "window", "counter", "log", "drift", "key"],
        empty: "There is nothing to check: there are no keys.",
      });
    });
}
