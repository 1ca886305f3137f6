import pino from "pino";
import { env, EnvError } from "@/lib/env";
import { escapedJson } from "@/lib/text/printable";

/** A variable that makes no sense stops the start in one line; until then there is a default. */
function level(): string {
  try {
    return env().LATCHKEY_LOG_LEVEL;
  } catch (error) {
    if (error instanceof EnvError) return "info";
    throw error;
  }
}

const stderr = pino.destination({ fd: 2, sync: true });

/**
 * The process's log: JSON lines on standard error, so that standard output stays for people. JSON escapes C0
 * controls by itself; of a request there may be others in it, and a terminal obeys them.
 */
export const log = pino(
  { name: "latchkey", level: level() },
  { write: (line: string) => stderr.write(escapedJson(line)) },
);
