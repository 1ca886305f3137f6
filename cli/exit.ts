import { CommanderError } from "commander";
import { env, EnvError } from "@/lib/env";
import { printable } from "@/lib/text/printable";
import { Refusal } from "@/lib/refusal";
import { startFailure } from "@/lib/instance/start-failure";

const DONE = 0;
const REFUSED = 1;
const WRONG_USAGE = 2;

/** The call itself makes no sense, whatever is in the database. */
export function usageError(message: string): CommanderError {
  return new CommanderError(WRONG_USAGE, "latchkey.usage", `error: ${message}`);
}

/** Runs a call and ends the process with its exit code: 0 done, 1 refused, 2 wrong usage. */
export async function runCommandLine(run: () => Promise<void>): Promise<never> {
  // Nobody hears it then; the exit code still tells.
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever read the output has what they wanted, as `head` does.
    if (error.code === "EPIPE") process.exit(DONE);
    sayWhy(`error: the output cannot be written: ${error.message}`);
    process.exit(REFUSED);
  });
  const exitCode = await run().then(
    () => DONE,
    (error: unknown) => {
      const { code, line } = explain(error);
      if (line) sayWhy(line);
      return code;
    },
  );
  // A pipe may still hold output: the process ends when it is through.
  await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
  process.exit(exitCode);
}

const sayWhy = (line: string) =>
  process.stderr.write(`${printable(line.replaceAll(/\s*\n\s*/g, " "))}\n`);

function explain(error: unknown): { code: number; line?: string } {
  if (error instanceof CommanderError) {
    if (error.exitCode === DONE) return { code: DONE };
    return { code: WRONG_USAGE, line: error.message };
  }
  if (error instanceof Refusal) return { code: REFUSED, line: error.message };
  if (error instanceof EnvError) return { code: WRONG_USAGE, line: error.message };
  return { code: REFUSED, line: startFailure(error, env()) ?? `error: ${reasonOf(error)}` };
}

/** Drizzle wraps what the database said; what the database said is what helps. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const innermost = error.cause instanceof Error ? error.cause : error;
  if (innermost instanceof AggregateError && innermost.errors[0]) {
    return reasonOf(innermost.errors[0]);
  }
  return innermost.message || innermost.name;
}
