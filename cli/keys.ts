import { type Command, Option } from "commander";
import { byQuotaField, QUOTA_NAMES, type QuotaField, quotaField } from "@/lib/quota-windows";
import { createKey } from "@/lib/keys/create";
import { findBySecret } from "@/lib/keys/find-by-secret";
import { getKey, listKeys } from "@/lib/keys/list";
import { removeKey } from "@/lib/keys/remove";
import { rotateAtOnce } from "@/lib/keys/rotate-at-once";
import { CreateKey, type PRESET_CATEGORIES, RotateAtOnce, UpdateKey } from "@/lib/keys/schema";
import { updateKey } from "@/lib/keys/update";
import { contextOfEmail, contextOfKey } from "./context";
import { withDatabase } from "./database";
import { usageError } from "./exit";
import { printOne, printPages } from "./output";
import { parse } from "./parse";

interface FieldOptions extends Partial<Record<QuotaField, string>> {
  alias?: string;
  category?: string;
  expires?: string;
}

/** The one that promises least. */
const DEFAULT_CATEGORY: (typeof PRESET_CATEGORIES)[number] = "development";

/** Says on the command line what an empty field says in a form. */
const orNone = (value: string | undefined) => (value?.toLowerCase() === "none" ? null : value);

function toFields({ alias, category, expires, ...quotas }: FieldOptions) {
  return {
    alias,
    category,
    expiresAt: orNone(expires),
    ...byQuotaField((name) => orNone(quotas[quotaField(name)])),
  };
}

function withFieldOptions(verb: Command): Command {
  verb
    .option("--category <category>", "production, development, staging, or a label of your own")
    .option("--expires <moment>", "ISO 8601 (UTC without a zone), a date (its end), or none");
  for (const quota of QUOTA_NAMES) {
    verb.option(`--quota-${quota} <requests>`, "a whole number, or none");
  }
  return verb;
}

/** `keys create`, `list`, `show`, `update`, `delete`, `rotate`, `find`. */
export function keysCommands(keys: Command): void {
  withFieldOptions(
    keys
      .command("create")
      .description("create a key; its secret is shown this once")
      .requiredOption("--email <email>", "of a user of the account")
      .requiredOption("--alias <alias>", "unique in the account"),
  ).action(async (options: FieldOptions & { email: string }, command: Command) => {
    const input = parse(CreateKey, {
      ...toFields(options),
      category: options.category ?? DEFAULT_CATEGORY,
    });
    const { key, secret } = await withDatabase(async (db) =>
      createKey({ ctx: await contextOfEmail(db, options.email), input }),
    );
    printOne(command, { ...key, secret });
  });

  keys
    .command("list")
    .description("an account's keys")
    .requiredOption("--email <email>", "of a user of the account")
    .action(async ({ email }: { email: string }, command: Command) => {
      await withDatabase(async (db) =>
        printPages(command, listKeys({ ctx: await contextOfEmail(db, email) }), {
          columns: [
            ...["id", "alias", "category", "active", "expiresAt", "quotas", "used", "lastUsedAt"],
          ],
          empty: "The account has no keys.",
        }),
      );
    });

  keys
    .command("show")
    .description("one key")
    .argument("<id>")
    .action(async (id: string, _options: unknown, command: Command) => {
      const key = await withDatabase(async (db) =>
        getKey({ ctx: await contextOfKey(db, id), input: { id } }),
      );
      printOne(command, key);
    });

  withFieldOptions(
    keys
      .command("update")
      .description("change what is named, and leave the rest")
      .argument("<id>")
      .option("--alias <alias>")
      .addOption(
        new Option("--active <state>", "whether the key works").choices(["true", "false"]),
      ),
  ).action(
    async (
      id: string,
      { active, ...fields }: FieldOptions & { active?: string },
      command: Command,
    ) => {
      const key = await withDatabase(async (db) => {
        const ctx = await contextOfKey(db, id);
        const input = parse(UpdateKey, {
          id,
          ...toFields(fields),
          active: active === undefined ? undefined : active === "true",
        });
        return updateKey({ ctx, input });
      });
      printOne(command, key);
    },
  );

  keys
    .command("delete")
    .description("delete a key that has never been used")
    .argument("<id>")
    .action(async (id: string, _options: unknown, command: Command) => {
      const removed = await withDatabase(async (db) =>
        removeKey({ ctx: await contextOfKey(db, id), input: { id } }),
      );
      printOne(command, removed);
    });

  keys
    .command("rotate")
    .description("make a key's replacement; its secret is shown this once, and the old key goes on")
    .argument("<id>")
    .option("--alias <alias>", "of the replacement; else the old one with the next number")
    .option("--shared-budget", "both draw on what the old one has left of its quotas")
    .option("--deactivate-old-at <moment>", "when the old key goes inactive, ISO 8601")
    .action(async (id: string, options: RotateOptions, command: Command) => {
      const { alias, sharedBudget = false, deactivateOldAt } = options;
      const input = parse(RotateAtOnce, { alias, sharedBudget, deactivateOldAt });
      const { key, secret } = await withDatabase(async (db) =>
        rotateAtOnce({ ctx: await contextOfKey(db, id), input: { ...input, id } }),
      );
      printOne(command, { ...key, secret });
    });

  keys
    .command("find")
    .description("the key whose secret is on standard input, whosever it is")
    .action(async (_options: unknown, command: Command) => {
      const secret = await wholeInput();
      if (secret === "") throw usageError("give the key's secret on standard input");
      const { accountId, key } = await withDatabase((db) => findBySecret(db, secret));
      printOne(command, { accountId, ...key });
    });
}

interface RotateOptions {
  alias?: string;
  sharedBudget?: boolean;
  deactivateOldAt?: string;
}

/** Longer than any key. */
const MOST_CHARACTERS = 64 * 1024;

/** What comes on standard input, trimmed: in an argument it would be in a history, and in the list of processes. */
async function wholeInput(): Promise<string> {
  let text = "";
  process.stdin.setEncoding("utf8");
  for await (const part of process.stdin) {
    text += String(part);
    if (text.length > MOST_CHARACTERS) throw usageError("this is too long for a key");
  }
  return text.trim();
}
