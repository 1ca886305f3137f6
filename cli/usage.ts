import type { Command } from "commander";
import { checkUsage } from "@/lib/usage/check";
import { checkRuns } from "@/lib/usage/check-runs";
import { contextOfEmail } from "./context";
import { withDatabase } from "./database";
import { printList } from "./output";

/** `usage check`. */
export function usageCommands(usage: Command): void {
  usage
    .command("check")
    .description(
      "hold the counters that quotas rest on against the log's rows, and these against what instances have answered",
    )
    .option("--email <email>", "of a user of the account; else all accounts")
    .action(async ({ email }: { email?: string }, command: Command) => {
      const { keys, runs } = await withDatabase(async (db) => {
        const accountId = email ? (await contextOfEmail(db, email)).accountId : undefined;
        const keys = await checkUsage({ db, accountId });
        // Whose rows they are a run does not say.
        return { keys, runs: accountId === undefined ? await checkRuns({ db }) : [] };
      });
      await printList(command, keys, {
        columns: ["alias", "window", "counter", "log", "drift", "key"],
        empty: "There is nothing to check: there are no keys.",
      });
      if (runs.length === 0) return;
      await printList(command, runs, {
        columns: ["host", "state", "journaled", "written", "setAside", "waiting", "drift", "run"],
        empty: "",
      });
    });
}
