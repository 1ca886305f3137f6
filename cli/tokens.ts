import type { Command } from "commander";
import { createToken } from "@/lib/tokens/create";
import { listTokens } from "@/lib/tokens/list";
import { revokeToken } from "@/lib/tokens/revoke";
import { CreateToken, SCOPES } from "@/lib/tokens/schema";
import { withDatabase } from "./database";
import { printList, printOne } from "./output";
import { parse } from "./parse";

/** `tokens create`, `list`, `revoke`. */
export function tokensCommands(tokens: Command): void {
  tokens
    .command("create")
    .description("make a token for the management API; its secret is shown this once")
    .requiredOption("--name <name>", "who is to call with it")
    .requiredOption("--scope <scope...>", SCOPES.join(", "))
    .option("--expires <moment>", "ISO 8601 (UTC without a zone), a date (its end), or none")
    .action(
      async (options: { name: string; scope: string[]; expires?: string }, command: Command) => {
        // Commas are how scopes are written elsewhere (RFC 6749 has spaces).
        const scopes = options.scope.flatMap((text) => text.split(/[\s,]+/)).filter(Boolean);
        const expiresAt = options.expires?.toLowerCase() === "none" ? null : options.expires;
        parse(CreateToken.shape.scopes, scopes, "--scope");
        const input = parse(CreateToken, { name: options.name, scopes, expiresAt });
        const { token, secret } = await withDatabase((db) => createToken({ db, input }));
        printOne(command, { ...token, secret });
      },
    );

  tokens
    .command("list")
    .description("all tokens that are not revoked")
    .action(async (_options: unknown, command: Command) => {
      await printList(command, await withDatabase((db) => listTokens({ db })), {
        columns: ["id", "name", "scopes", "createdAt", "lastUsedAt", "expiresAt"],
        empty: "There are no tokens: `tokens create --name <name> --scope <scope>` makes one.",
      });
    });

  tokens
    .command("revoke")
    .description("take a token back; the next call with it is refused")
    .argument("<id>")
    .action(async (id: string, _options: unknown, command: Command) => {
      printOne(command, await withDatabase((db) => revokeToken({ db, input: { id } })));
    });
}
