import { type Env, EnvError } from "@/lib/env";

/** The classes of SQLSTATE that say who may connect, and to what. */
const NOT_LET_IN = /^(28|3D|08)/;
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "CONNECT_TIMEOUT",
]);

interface SystemError extends Error {
  code?: string;
  syscall?: string;
  hostname?: string;
}

/**
 * One line for a start that failed where the operator can mend it, naming the variable; null
 * where it is something else.
 */
export function startFailure(error: unknown, env: Env): string | null {
  if (error instanceof EnvError) return error.message;
  if (!(error instanceof Error)) return null;
  const { code = "", syscall, hostname } = error as SystemError;
  if (code === "EADDRINUSE") return `PORT ${env.PORT} is in use: set PORT to a free one`;
  if (syscall === "listen" && code === "EACCES") {
    return `PORT ${env.PORT} may not be used by this user: set PORT to one from 1024 on`;
  }
  const isOurHost = hostname !== undefined && hostname === env.HOST;
  if (isOurHost || (syscall === "listen" && code === "EADDRNOTAVAIL")) {
    return `HOST takes an address or host name of this machine: ${error.message}`;
  }
  if (env.DATABASE_URL && (UNREACHABLE.has(code) || NOT_LET_IN.test(code))) {
    return `DATABASE_URL takes a PostgreSQL that answers: ${error.message.replaceAll(/\s+/g, " ")}`;
  }
  return null;
}
