import type { Command } from "commander";
import { withDatabaseUrl } from "./database";
import { printOne } from "./output";
import { migrateDatabase } from "@/db/migrate";

/** `migrate`. */
export function migrateCommand(migrate: Command): void {
  migrate.action(async (_options: unknown, command: Command) => {
    const applied = await withDatabaseUrl((url) => migrateDatabase(url));
    printOne(command, { applied });
  });
}
