import type { Command } from "commander";
import { listPlans } from "@/lib/plans/list";
import { SetMaxKeys, SetPlan } from "@/lib/plans/schema";
import { setPlan } from "@/lib/plans/set";
import { setMaxKeys } from "@/lib/plans/set-max-keys";
import { withDatabase } from "./database";
import { printList, printOne } from "./output";
import { parse } from "./parse";

/** `plans list`, `set`, `max-keys`. */
export function plansCommands(plans: Command): void {
  plans
    .command("list")
    .description("all plans")
    .action(async (_options: unknown, command: Command) => {
      await printList(command, await withDatabase((db) => listPlans({ db })), {
        columns: ["name", "perSecond", "perMinute"],
        empty: "There are no plans.",
      });
    });

  plans
    .command("set")
    .description("change a plan, or add one")
    .argument("<name>")
    .requiredOption("--per-second <requests>", "of the whole account, in any second, or none")
    .requiredOption("--per-minute <requests>", "of the whole account, in any minute, or none")
    .action(
      async (name: string, options: { perSecond: string; perMinute: string }, command: Command) => {
        const input = parse(SetPlan, { name, ...options });
        printOne(command, await withDatabase((db) => setPlan({ db, input })));
      },
    );

  plans
    .command("max-keys")
    .description("how many keys an account on a plan may have")
    .argument("<name>")
    .argument("<keys>", "a whole number, or none")
    .action(async (name: string, maxKeys: string, _options: unknown, command: Command) => {
      const input = parse(SetMaxKeys, { name, maxKeys });
      printOne(command, await withDatabase((db) => setMaxKeys({ db, input })));
    });
}
