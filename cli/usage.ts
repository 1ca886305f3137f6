import type { Command } from "commander";
import { checkUsage } from "@/lib/usage/check";
import { checkRuns } from "@/lib/usage/check-runs";
import { contextOfEmail } from "./context";
import { withDatabase } from "./database";
import { printPages } from "./output";

/** `usage check`. */
export function usageCommands(usage: Command): void {
  usage
    .command("check")
    .description(
      "hold the counters that quotas rest on against the log's rows, and these against what instances have answered",
    )
    .option("--email <email>", "of a user of the account; else all accounts")
    .action(async ({ email }: { email?: string }, command: Command) => {
      await withDatabase(async (db) => {
        const accountId = email ? (await contextOfEmail(db, email)).accountId : undefined;
        await printPages(command, checkUsage({ db, accountId }), {
          columns: ["alias", "window", "counter", "log", "drift", "key"],
          empty: "There is nothing to check: there are no keys.",
        });
        // Whose rows they are a run does not say.
        if (accountId !== undefined) return;
        await printPages(command, checkRuns({ db }), {
          columns: ["host", "state", "journaled", "written", "setAside", "waiting", "drift", "run"],
          empty: null,
        });
      });
    });
}
