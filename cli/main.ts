import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { runCommandLine, usageError } from "./exit";

/** A noun's verbs are loaded only when it is called: most of a call's time is loading code. */
const NOUNS = {
  accounts: {
    about: "accounts and their plans",
    load: () => import("./accounts").then((noun) => noun.accountsCommands),
  },
  keys: {
    about: "API keys",
    load: () => import("./keys").then((noun) => noun.keysCommands),
  },
  logs: {
    about: "requests made with keys",
    load: () => import("./logs").then((noun) => noun.logsCommands),
  },
  plans: {
    about: "plans and their limits",
    load: () => import("./plans").then((noun) => noun.plansCommands),
  },
  ips: {
    about: "blocked addresses",
    load: () => import("./ips").then((noun) => noun.ipsCommands),
  },
  operators: {
    about: "who may see /operate",
    load: () => import("./operators").then((noun) => noun.operatorsCommands),
  },
  tokens: {
    about: "operator tokens, with which a backend calls the management API",
    load: () => import("./tokens").then((noun) => noun.tokensCommands),
  },
  instances: {
    about: "running programs, and what to know of them",
    load: () => import("./instances").then((noun) => noun.instancesCommands),
  },
  usage: {
    about: "counters held against the log",
    load: () => import("./usage").then((noun) => noun.usageCommands),
  },
  migrate: {
    about: "bring the database's schema up to date, and say what was applied",
    load: () => import("./migrate").then((noun) => noun.migrateCommand),
  },
  backup: {
    about: "all of the database in a file, and back",
    load: () => import("./backup").then((noun) => noun.backupCommands),
  },
  seed: {
    about: "made-up keys and requests, to try the product at size",
    load: () => import("./seed").then((noun) => noun.seedCommands),
  },
} satisfies Record<string, { about: string; load: () => Promise<(noun: Command) => void> }>;

async function main(args: string[]): Promise<void> {
  const program = new Command("latchkey")
    .description("The operator's command line. Works beside a running server.")
    .version(packageJson.version)
    .option("--json", "print JSON: one value, or for lists one object a line")
    .exitOverride()
    .showSuggestionAfterError(false)
    // What commander says goes out in one place, on one line: see exit.ts.
    .configureOutput({ writeErr: () => {} });

  const operands = args.filter((arg) => !arg.startsWith("-"));
  const wantsHelp = args.some((arg) => ["--help", "-h", "--version", "-V"].includes(arg));
  for (const [name, { about, load }] of Object.entries(NOUNS)) {
    const noun = program.command(name).description(about);
    if (name !== operands[0]) continue;
    (await load())(noun);
    if (operands.length === 1 && noun.commands.length > 0 && !wantsHelp) {
      throw usageError(
        `say what: ${noun.commands.map((verb) => `${name} ${verb.name()}`).join(", ")}`,
      );
    }
  }
  if (operands.length === 0 && !wantsHelp) {
    throw usageError(`say what about: ${Object.keys(NOUNS).join(", ")} (--help says more)`);
  }
  await program.parseAsync(args, { from: "user" });
}

await runCommandLine(() => main(process.argv.slice(2)));
