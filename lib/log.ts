import pino from "pino";
import { env, EnvError } from "@/lib/env";

/** A variable that makes no sense stops the start in one line; until then there is a default. */
function level(): string {
  try {
    return env().LATCHKEY_LOG_LEVEL;
  } catch (error) {
    if (error instanceof EnvError) return "info";
    throw error;
  }
}

/** The process's log: JSON lines on standard error, so that standard output stays for people. */
export const log = pino(
  { name: "latchkey", level: level() },
  pino.destination({ fd: 2, sync: true }),
);
