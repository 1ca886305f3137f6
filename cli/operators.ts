import type { Command } from "commander";
import { grantOperator } from "@/lib/operators/grant";
import { listOperators } from "@/lib/operators/list";
import { revokeOperator } from "@/lib/operators/revoke";
import { OperatorRef } from "@/lib/operators/schema";
import { withDatabase } from "./database";
import { printList, printOne } from "./output";
import { parse } from "./parse";

/** `operators grant`, `revoke`, `list`. */
export function operatorsCommands(operators: Command): void {
  operators
    .command("grant")
    .description("let somebody see /operate; make sure that the address is theirs")
    .requiredOption("--email <email>")
    .action(async (options: { email: string }, command: Command) => {
      const input = parse(OperatorRef, options);
      printOne(command, await withDatabase((db) => grantOperator({ db, input })));
    });

  operators
    .command("revoke")
    .description("take that away again")
    .requiredOption("--email <email>")
    .action(async (options: { email: string }, command: Command) => {
      const input = parse(OperatorRef, options);
      printOne(command, await withDatabase((db) => revokeOperator({ db, input })));
    });

  operators
    .command("list")
    .description("who may see /operate")
    .action(async (_options: unknown, command: Command) => {
      await printList(command, await withDatabase((db) => listOperators({ db })), {
        columns: ["email", "name", "emailVerified", "since", "id"],
        empty: "There are no operators: `operators grant --email <email>` makes one.",
      });
    });
}
