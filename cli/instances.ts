import type { Command } from "commander";
import { listInstances } from "@/lib/operators/instances";
import { withDatabase } from "./database";
import { printList } from "./output";

/** `instances list`. */
export function instancesCommands(instances: Command): void {
  instances
    .command("list")
    .description("every instance on the database, and what its operator should know of it")
    .action(async (_options: unknown, command: Command) => {
      await printList(command, await withDatabase((db) => listInstances({ db })), {
        columns: ["host", "pid", "isInTouch", "lastTouchAt", "startedAt", "notes"],
        empty: "No instance runs on this database.",
      });
    });
}
