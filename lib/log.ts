import pino from "pino";
import { env } from "@/lib/env";

/** The process's log: JSON lines on standard error, so that standard output stays for people. */
export const log = pino(
  { name: "latchkey", level: env().LATCHKEY_LOG_LEVEL },
  pino.destination({ fd: 2, sync: true }),
);
