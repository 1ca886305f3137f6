import { type Command, InvalidArgumentError } from "commander";
import { listFailures } from "@/lib/ip-blocks/failures";
import { ipBlockPages, type IpBlockView } from "@/lib/ip-blocks/list";
import { liftBlock } from "@/lib/ip-blocks/lift";
import { withDatabase } from "./database";
import { printList, printOne, printPages } from "./output";

const HOUR_MS = 3_600_000;
const UNITS_MS: Record<string, number> = { s: 1_000, m: 60_000, h: HOUR_MS };
const SINCE_TAKES = "It takes a time back from now of up to 24h, such as 30m or 1h.";

/** What programs that read the output rely on. */
const told = ({ ip, until, failures }: IpBlockView) => ({ ip, until, failures });

async function* toldPages(pages: AsyncIterable<IpBlockView[]>) {
  for await (const page of pages) yield page.map(told);
}

/** `ips list`, `ips unblock`, `ips failures`. */
export function ipsCommands(ips: Command): void {
  ips
    .command("list")
    .description("addresses that are blocked now")
    .action(async (_options: unknown, command: Command) => {
      await withDatabase((db) =>
        printPages(command, toldPages(ipBlockPages({ db })), {
          columns: ["ip", "until", "failures"],
          empty: "No address is blocked.",
        }),
      );
    });

  ips
    .command("unblock")
    .description("lift a block")
    .argument("<address>", "an IPv4 address, or an IPv6 one in a blocked /64, or that /64")
    .action(async (address: string, _options: unknown, command: Command) => {
      const block = await withDatabase((db) => liftBlock({ db, input: { address } }));
      printOne(command, told(block));
    });

  ips
    .command("failures")
    .description("addresses with failed authentications at all instances, most first")
    .option("--since <time>", "how far back, such as 30m; at most 24h", duration, HOUR_MS)
    .action(async ({ since }: { since: number }, command: Command) => {
      const rows = await withDatabase((db) => listFailures({ db, sinceMs: since }));
      await printList(command, rows, {
        columns: ["ip", "failures", "lastAt"],
        empty: "No authentication has failed.",
      });
    });
}

/** @returns milliseconds */
function duration(text: string): number {
  const [, number, unit = ""] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS_MS[unit] ?? NaN);
  if (!(ms > 0 && ms <= 24 * HOUR_MS)) throw new InvalidArgumentError(SINCE_TAKES);
  return ms;
}
