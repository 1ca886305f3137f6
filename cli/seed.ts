import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { SeedFleet } from "@/lib/demo/schema";
import { seedFleet } from "@/lib/demo/seed-fleet";
import { env } from "@/lib/env";
import { withDatabase } from "./database";
import { printOne } from "./output";
import { parse } from "./parse";
import { databaseNow } from "@/lib/time/database-time";

const SIGN_IN = "npm start, then /sign-in in a browser";

/** `seed`: made-up keys and requests in an account of their own, to try the product at size. */
export function seedCommands(seed: Command): void {
  seed
    .option(
      "--email <email>",
      "of an account without keys; made if it is not there",
      "seed@latchkey.local",
    )
    .option("--keys <number>", "how many keys", "2000")
    .option("--requests <number>", "how many log rows", "1000000")
    .option("--days <number>", "how far back they reach", "30")
    .option("--seed <number>", "the same one makes the same keys and traffic again", "1")
    .action(async (options: Record<string, string>, command: Command) => {
      const input = parse(SeedFleet, options);
      const password = randomBytes(18).toString("base64url");
      const keyPrefix = env().LATCHKEY_KEY_PREFIX;
      const made = await withDatabase(
        (db) => seedFleet({ db, password, keyPrefix, nowMs: databaseNow(), input }),
        // What is made up lies in tables of one connection, and takes its time.
        { max: 1, statementTimeoutMs: 0 },
      );
      printOne(command, { ...made, signIn: SIGN_IN });
    });
}
