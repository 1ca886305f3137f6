import path from "node:path";
import { CONNECTION_SETTINGS } from "@/db/connection-settings";
import { type Env, EnvError } from "@/lib/env";

/** All that connections say of themselves and a pooler may not know. */
const SAID = [
  ...Object.keys(CONNECTION_SETTINGS),
  ...["search_path", "statement_timeout", "enable_seqscan", "jit"],
];
/** The classes of SQLSTATE that say who may connect, and to what; of 57P, that the server starts or ends. */
const NOT_LET_IN = /^(28|3D|08|57P)/;
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
]);
/** What PostgreSQL refuses to a role, and what it does not have (its manual, appendix A). */
const REFUSED: Record<string, string> = {
  "42501": "takes a role that may do this",
  "42704": "takes a PostgreSQL that knows this",
  "3F000": "takes a database with this schema",
  "25006": "takes a database that can be written to",
  "53300": "takes a PostgreSQL with a connection left",
};
/**
 * What PostgreSQL says of what is not there: a column, a table, a function, a constraint that is needed (appendix A).
 * Somebody has dropped it, or half of a dump was restored; the list of migrations tells neither.
 */
const LACKING = new Set(["42703", "42P01", "42883", "42P10"]);
const HALF =
  "leads to a database that lacks a part of what its migrations made: fill an empty one from a backup";
/** What a file system answers that takes nothing more. A write says no path. */
const FULL = new Set(["ENOSPC", "EDQUOT"]);
/** What it answers that takes nothing from this user. */
const NOT_WRITABLE = new Set(["EROFS", "EACCES", "EPERM", "ENOTDIR", "EIO"]);
const HEALTH_PORT = "LATCHKEY_HEALTH_PORT";
/** Of ours: its message says what LATCHKEY_DATA_DIR holds. */
const UNKNOWN_JOURNAL = "UnknownJournal";
/** Errors of ours whose message says what DATABASE_URL does or takes. */
const ABOUT_THE_URL = new Set(["UnfitDatabase", "UnreadableUrl", "WrongSchema"]);
/** Of these, the ones that an embedded database may have, too. */
const ABOUT_EITHER = new Set(["UnfitDatabase", "WrongSchema"]);

interface SystemError extends Error {
  code?: string;
  syscall?: string;
  hostname?: string;
  path?: string;
  /** Of a system's error: where it was to listen. */
  port?: number;
  /** Of PostgreSQL's: FATAL ends the connection. */
  severity?: string;
}

const isInside = (file: string | undefined, dir: string): boolean =>
  file !== undefined && !path.relative(path.resolve(dir), path.resolve(file)).startsWith("..");

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();

/**
 * One line for a start that failed where the operator can mend it, naming the variable; null
 * where it is something else. Libraries wrap what they caught: causes are looked at, too.
 */
export function startFailure(error: unknown, env: Env): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const line = lineOf(at, env);
    if (line !== null) return line;
  }
  return null;
}

function lineOf(error: SystemError, env: Env): string | null {
  if (error instanceof EnvError) return error.message;
  const { code = "", syscall, hostname, port, message } = error;
  // Both listen on the same host.
  const name = port !== undefined && port === env.LATCHKEY_HEALTH_PORT ? HEALTH_PORT : "PORT";
  const at = `${name} ${env[name]}`;
  if (code === "EADDRINUSE") return `${at} is in use: set ${name} to a free one`;
  if (syscall === "listen" && code === "EACCES") {
    return `${at} may not be used by this user: set ${name} to one from 1024 on`;
  }
  const isOurHost = hostname !== undefined && hostname === env.HOST;
  if (isOurHost || (syscall === "listen" && code === "EADDRNOTAVAIL")) {
    return `HOST takes an address or host name of this machine: ${message}`;
  }
  if (error.name === UNKNOWN_JOURNAL) return `LATCHKEY_DATA_DIR ${message}`;
  const isOurs = NOT_WRITABLE.has(code) && isInside(error.path, env.LATCHKEY_DATA_DIR);
  if (isOurs || FULL.has(code)) {
    return `LATCHKEY_DATA_DIR takes a folder that can be written to: ${oneLine(message)}`;
  }
  if (env.DATABASE_URL) return databaseLine(error);
  if (LACKING.has(code)) return `LATCHKEY_DATA_DIR ${HALF}: ${oneLine(message)}`;
  // Also the embedded one may be of a newer program.
  return ABOUT_EITHER.has(error.name) ? `LATCHKEY_DATA_DIR ${error.message}` : null;
}

function databaseLine({ name, code = "", syscall, severity, message }: SystemError): string | null {
  const said = oneLine(message);
  if (ABOUT_THE_URL.has(name)) return `DATABASE_URL ${said}`;
  const parameter = /^unsupported startup parameter: (\S+)/.exec(said)?.[1];
  if (parameter !== undefined) {
    return `DATABASE_URL leads through a pooler that refuses settings (${parameter}): connect to PostgreSQL itself, or have the pooler ignore them (PgBouncer: ignore_startup_parameters = ${SAID.join(",")})`;
  }
  if (LACKING.has(code)) return `DATABASE_URL ${HALF}: ${said}`;
  const refused = REFUSED[code];
  if (refused !== undefined) return `DATABASE_URL ${refused}: ${said}`;
  const isAway = UNREACHABLE.has(code) || NOT_LET_IN.test(code) || isTls(code);
  // Whatever it was: there is no connection.
  if (isAway || syscall === "connect" || severity === "FATAL") {
    return `DATABASE_URL takes a PostgreSQL that answers: ${said}`;
  }
  return null;
}

/** Of Node.js: certificates that nobody vouches for, or of another host. */
const isTls = (code: string) =>
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/.test(code);
