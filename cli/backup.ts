import { rmSync } from "node:fs";
import type { Command } from "commander";
import { createBackup } from "@/db/backup/create";
import { restoreBackup } from "@/db/backup/restore";
import { BackupError } from "@/db/backup/format";
import { Refusal } from "@/lib/refusal";
import packageJson from "../package.json" with { type: "json" };
import { withDatabaseUrl } from "./database";
import { printOne } from "./output";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** `backup create`, `restore`. */
export function backupCommands(backup: Command): void {
  backup
    .command("create")
    .description("write all of the database into a new file, beside running servers")
    .argument("<file>", "readable by you alone; never over one that is there")
    .action(async (file: string, _options: unknown, command: Command) => {
      const made = await refusing(
        withDatabaseUrl((url) =>
          createBackup({ url, file, program: packageJson.version, onDraft: removeWhenStopped }),
        ),
      );
      printOne(command, made);
    });

  backup
    .command("restore")
    .description("fill a database that has no accounts from a backup; all of it or nothing")
    .argument("<file>", "of `backup create`, by this version or an older one")
    .action(async (file: string, _options: unknown, command: Command) => {
      printOne(command, await refusing(withDatabaseUrl((url) => restoreBackup({ url, file }))));
    });
}

/** A call that is stopped leaves no half of a file. */
function removeWhenStopped(draft: string): void {
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      rmSync(draft, { force: true });
      process.kill(process.pid, signal);
    });
  }
}

function refusing<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw error instanceof BackupError ? new Refusal("conflict", error.message) : error;
  });
}
