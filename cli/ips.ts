import type { Command } from "commander";
import { listIpBlocks } from "@/lib/ip-blocks/list";
import { unblockAddress } from "@/lib/ip-blocks/unblock";
import { withDatabase } from "./database";
import { printList, printOne } from "./output";

/** `ips list`, `ips unblock`. */
export function ipsCommands(ips: Command): void {
  ips
    .command("list")
    .description("addresses that are blocked now")
    .action(async (_options: unknown, command: Command) => {
      const blocks = await withDatabase((db) => listIpBlocks({ db }));
      printList(command, blocks, {
        columns: ["ip", "until", "failures"],
        empty: "No address is blocked.",
      });
    });

  ips
    .command("unblock")
    .description("lift a block")
    .argument("<address>", "an IPv4 address, or an IPv6 one in a blocked /64, or that /64")
    .action(async (address: string, _options: unknown, command: Command) => {
      printOne(command, await withDatabase((db) => unblockAddress({ db, input: { address } })));
    });
}
