import type { Command } from "commander";
import { migrateDatabase, onOneConnection } from "@/db/migrate";
import { DAYS_AHEAD, dropEmptyPartitions, partitionDaysAhead } from "@/db/partitions";
import { withDatabaseUrl } from "./database";
import { printOne } from "./output";

/** `migrate`. */
export function migrateCommand(migrate: Command): void {
  migrate.action(async (_options: unknown, command: Command) => {
    const done = await withDatabaseUrl(async (url) => {
      const applied = await migrateDatabase(url, DAYS_AHEAD.migrate);
      return onOneConnection(url, async (sql) => ({
        applied,
        emptyDaysDropped: await dropEmptyPartitions(sql),
        daysAhead: await partitionDaysAhead(sql),
      }));
    });
    printOne(command, done);
  });
}
