import { type Command, InvalidArgumentError } from "commander";
import { type LogEntry, LogFilter } from "@/lib/requests/schema";
import { searchRequests } from "@/lib/requests/reading/search";
import { Refusal } from "@/lib/refusal";
import { contextOfEmail } from "./context";
import { withDatabase } from "./database";
import { printPages } from "./output";
import { parse } from "./parse";

const DEFAULT_LIMIT = 50;
const PAGE = 1_000;

/** `logs list`. */
export function logsCommands(logs: Command): void {
  logs
    .command("list")
    .description("an account's requests, newest first")
    .requiredOption("--email <email>", "of a user of the account")
    .option("--alias <alias>", "of one key")
    .option("--limit <rows>", "how many at most", wholeNumber, DEFAULT_LIMIT)
    .action(async (options: { email: string; alias?: string; limit: number }, command: Command) => {
      const filter = parse(LogFilter, { key: options.alias }, "--alias");
      await withDatabase(async (db) => {
        const { accountId } = await contextOfEmail(db, options.email);
        await printPages(command, newest({ db, accountId, filter }, options.limit), {
          columns: ["at", "key", "method", "path", "status", "durationMs", "ip", "credits", "code"],
          empty: "No requests.",
        });
      });
    });
}

/** The newest rows, page by page: a search answers so many at most. */
async function* newest(
  search: Pick<Parameters<typeof searchRequests>[0], "db" | "accountId" | "filter">,
  limit: number,
) {
  let cursor: string | null = null;
  let left = limit;
  do {
    const page = await searchRequests({ ...search, cursor, limit: Math.min(PAGE, left) });
    if (page.problem === "unknown_key") {
      throw new Refusal("not_found", "The account has no key with this alias.");
    }
    if (page.problem) throw new Error("the search took too long");
    yield page.entries.map(toRow);
    left -= page.entries.length;
    cursor = page.next;
  } while (cursor && left > 0);
}

function toRow(entry: LogEntry) {
  const { requestId, at, key, method, path, status, durationMs, ip, credits, code } = entry;
  return { requestId, at, key, method, path, status, durationMs, ip, credits, code };
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError("It takes a whole number from 1 to 999999999.");
  return Number(text);
}
