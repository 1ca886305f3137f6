import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  checkServerIdentity,
  type ConnectionOptions as TlsOptions,
  createSecureContext,
} from "node:tls";
import { parseDatabaseUrl } from "@/lib/env/database-url";
import { DEFAULT_SCHEMA, isSchemaName, SCHEMA_TAKES } from "./schema-name";

/** DATABASE_URL says something that cannot be; the message says what it takes. */
export class UnreadableUrl extends Error {
  override name = "UnreadableUrl";
}

/** Where a database is and how it is spoken to, as postgres.js takes it. */
export interface ConnectionOptions {
  host: string;
  port: number;
  /** Of a Unix socket. */
  path?: string;
  database: string;
  user?: string;
  password?: string;
  ssl: false | "allow" | "prefer" | "require" | TlsOptions;
  target_session_attrs?: string;
  /** In which all of Latchkey's tables are. */
  schema: string;
  /** Settings of the session, beside ours. */
  settings: Record<string, string>;
}

const DEFAULT_PORT = 5432;
const MAX_PORT = 65_535;
/** Which servers of several will do. */
const TARGETS = ["read-write", "read-only", "primary", "standby", "prefer-standby"];

/** Of libpq, and without meaning here: ours are set by us, and what we cannot do is not asked for. */
const LEFT_OUT = new Set([
  "application_name",
  "channel_binding",
  "connect_timeout",
  "fallback_application_name",
  "gssencmode",
  "keepalives",
  "keepalives_count",
  "keepalives_idle",
  "keepalives_interval",
  "passfile",
  "sslcompression",
  "sslcrl",
  "sslsni",
  "tcp_user_timeout",
]);

/** How others say which schema; ours would hold, and nobody would be told. */
const OTHER_SCHEMAS = ["currentSchema", "search_path"];

/**
 * Reads a connection URI as libpq does (PostgreSQL's manual, "Connection URIs" and "Parameter Key Words"):
 * parameters stand for parts of the address, a host that begins with `/` is the folder of a Unix socket, and
 * `sslmode` and `sslrootcert` say whom to believe.
 *
 * @throws {UnreadableUrl} where a part cannot be read, or a certificate's file
 */
export function connectionOptions(url: string): ConnectionOptions {
  const parsed = parseDatabaseUrl(url);
  const given = new Map<string, string>();
  for (const [name, value] of parsed.searchParams) given.set(name, value);
  const take = (name: string): string | undefined => {
    const value = given.get(name);
    given.delete(name);
    return value === "" ? undefined : value;
  };
  const host = take("host") ?? (decoded(parsed.hostname.replace(/^\[|\]$/g, "")) || "localhost");
  const port = portOf(take("port") ?? (parsed.port || String(DEFAULT_PORT)));
  const user = take("user") ?? decoded(parsed.username);
  const password = take("password") ?? decoded(parsed.password);
  const isSocket = host.startsWith("/");
  const target = targetOf(take("target_session_attrs"));
  const ssl = tlsOf(host, {
    mode: take("sslmode") ?? take("ssl"),
    root: take("sslrootcert"),
    cert: take("sslcert"),
    key: take("sslkey"),
  });
  const database = take("dbname") ?? (decoded(parsed.pathname.slice(1)) || user || "postgres");
  const schema = take("schema") ?? DEFAULT_SCHEMA;
  if (!isSchemaName(schema)) throw new UnreadableUrl(`${SCHEMA_TAKES}, as in ?schema=latchkey`);
  for (const name of OTHER_SCHEMAS) {
    if (given.has(name)) throw new UnreadableUrl(`takes ?schema= where it says ?${name}=`);
  }
  const settings = [...given].filter(([name]) => !LEFT_OUT.has(name));
  return {
    host,
    port,
    ...(isSocket && { path: path.join(host, `.s.PGSQL.${port}`) }),
    database,
    ...(user && { user }),
    ...(password && { password }),
    ssl: isSocket ? false : ssl,
    ...(target && { target_session_attrs: target }),
    schema,
    settings: Object.fromEntries(settings),
  };
}

/** With any other postgres.js takes its own default, or throws where nobody can catch it. */
function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port >= 1 && port <= MAX_PORT) return port;
  throw new UnreadableUrl(`takes a port from 1 to ${MAX_PORT}, not ${text}`);
}

function targetOf(text: string | undefined): string | undefined {
  // Of libpq, and postgres.js does not know it.
  if (text === undefined || text === "any") return undefined;
  if (TARGETS.includes(text)) return text;
  throw new UnreadableUrl(
    `takes a target_session_attrs of any, ${TARGETS.join(", ")}, not ${text}`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UnreadableUrl("has a % that stands for no character: write %25 for a percent sign");
  }
}

interface Tls {
  mode: string | undefined;
  root: string | undefined;
  cert: string | undefined;
  key: string | undefined;
}

const MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

function tlsOf(host: string, { mode, root, cert, key }: Tls): ConnectionOptions["ssl"] {
  const asked = mode === "true" ? "require" : mode === "false" ? "disable" : mode;
  const sslmode = asked ?? (root === "system" ? "verify-full" : root ? "verify-ca" : "disable");
  if (!MODES.includes(sslmode)) {
    throw new UnreadableUrl(`takes an sslmode of ${MODES.join(", ")}, not ${sslmode}`);
  }
  if (sslmode === "disable") return false;
  const own = {
    ...(cert && { cert: readNamed("sslcert", cert) }),
    ...(key && { key: readNamed("sslkey", key) }),
  };
  refuseUnusable(own);
  // As libpq: who names a root wants to see that the server has a certificate of it.
  const verifies = sslmode.startsWith("verify-") || (sslmode === "require" && root !== undefined);
  if (!verifies) {
    return cert || key
      ? { ...own, rejectUnauthorized: false }
      : (sslmode as "allow" | "prefer" | "require");
  }
  return {
    ...own,
    ...(root && root !== "system" && { ca: readRoot(root) }),
    rejectUnauthorized: true,
    checkServerIdentity: (_name, certificate) =>
      sslmode === "verify-full" ? checkServerIdentity(host, certificate) : undefined,
  };
}

/** What cannot be used is found amid a connection, where nobody can catch it. */
function refuseUnusable(own: { cert?: string; key?: string }): void {
  try {
    createSecureContext(own);
  } catch (error) {
    throw new UnreadableUrl(
      `takes a certificate in sslcert and its key in sslkey, both in PEM and the key without a password: ${(error as Error).message}`,
    );
  }
}

/** Where nothing can be read in it, Node.js believes every authority that it knows. */
function readRoot(file: string): string {
  const text = readNamed("sslrootcert", file);
  try {
    new X509Certificate(text);
    return text;
  } catch {
    throw new UnreadableUrl(`takes a certificate in PEM in sslrootcert: there is none in ${file}`);
  }
}

function readNamed(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UnreadableUrl(`names a file in ${name} that cannot be read (${code}): ${file}`);
  }
}
