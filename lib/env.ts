import path from "node:path";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { parseDatabaseUrl } from "./env/database-url";
import { EnvError } from "@/lib/env/error";
import { type UnknownName, unknownNames } from "@/lib/env/names";
import { addDotEnv, readFiles } from "@/lib/env/sources";
import { TOKEN_PREFIX } from "@/lib/credentials/token-format";
import { areMost } from "@/lib/env/every-address";

export { EnvError };

/** The only reader of `process.env` (Next sets NODE_ENV by itself). */

const blank = (value: unknown) => (value === "" ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional());

const url = (protocols: string[], takes: string, isRight: (url: URL) => boolean = () => true) =>
  z.string().refine((value) => {
    const parsed = tryUrl(value);
    return parsed !== null && protocols.includes(parsed.protocol) && isRight(parsed);
  }, takes);

function tryUrl(value: string, parse = (text: string) => new URL(text)): URL | null {
  try {
    return parse(value);
  } catch {
    return null;
  }
}

const wholeNumber = (min: number, max: number, takes: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, takes)
    .transform(Number)
    .refine((n) => n >= min && n <= max, takes);

/** Failures, the window in which they are counted, and how long a block lasts. */
export interface IpBlockRule {
  failures: number;
  windowMs: number;
  blockMs: number;
}

const IP_BLOCK_TAKES =
  "takes failures/window/block, as in 20/300/900 (20 failures in 300 s block for 900 s), or off";

const ipBlock = z.string().transform((value, ctx): IpBlockRule | null => {
  if (value === "off") return null;
  const match = /^(\d{1,7})\/(\d{1,7})\/(\d{1,7})$/.exec(value);
  const [failures, windowS, blockS] = (match ?? []).slice(1).map(Number);
  if (!failures || !windowS || !blockS) {
    ctx.addIssue({ code: "custom", message: IP_BLOCK_TAKES });
    return z.NEVER;
  }
  return { failures, windowMs: windowS * 1000, blockMs: blockS * 1000 };
});

const UPSTREAM_TAKES =
  "takes the origin of an HTTP service without a path, such as http://127.0.0.1:8080";

const upstream = z.string().transform((value, ctx) => {
  const parsed = tryUrl(value);
  const isOrigin =
    parsed !== null &&
    (parsed.protocol === "http:" || parsed.protocol === "https:") &&
    parsed.pathname === "/" &&
    !parsed.search &&
    !parsed.hash &&
    !parsed.username &&
    !parsed.password;
  if (!isOrigin) {
    ctx.addIssue({ code: "custom", message: UPSTREAM_TAKES });
    return z.NEVER;
  }
  return parsed.origin;
});

const PROXIES_TAKES = "takes comma-separated addresses or CIDRs, such as 10.0.0.0/8,::1";

const MOST_ADDRESSES =
  "takes the addresses of your own proxies, such as 10.0.0.0/8: these hold a part of the internet that is nobody's own, and whoever sends a request from there could say in X-Forwarded-For that it comes from anybody else";

/** Only full spellings: the parser would also take 10 for 0.0.0.10, and 012 for octal. */
const isAddress = (text: string) =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
const isAddressOrRange = (text: string) =>
  isAddress(text) || (isAddress(text.split("/", 1)[0]!) && ipaddr.isValidCIDR(text));

const trustedProxies = z.string().transform((value, ctx) => {
  const entries = value.split(",").map((entry) => entry.trim());
  for (const entry of entries) {
    if (!isAddressOrRange(entry)) {
      ctx.addIssue({ code: "custom", message: PROXIES_TAKES });
      return z.NEVER;
    }
  }
  if (areMost(entries)) {
    ctx.addIssue({ code: "custom", message: MOST_ADDRESSES });
    return z.NEVER;
  }
  return entries;
});

const CORS_TAKES = "takes comma-separated origins such as https://app.example.com, or *";

const RETURN_TAKES = "takes comma-separated origins such as https://app.example.com";

const returnOrigins = z.string().transform((value, ctx) => {
  const entries = value.split(",").map((entry) => entry.trim());
  for (const entry of entries) {
    const parsed = tryUrl(entry);
    if (parsed === null || parsed.origin !== entry || !/^https?:$/.test(parsed.protocol)) {
      ctx.addIssue({ code: "custom", message: RETURN_TAKES });
      return z.NEVER;
    }
  }
  return entries;
});

const corsOrigins = z.string().transform((value, ctx) => {
  const entries = value.split(",").map((entry) => entry.trim());
  for (const entry of entries) {
    const parsed = tryUrl(entry);
    const isOrigin =
      parsed !== null && parsed.origin === entry && /^https?:$/.test(parsed.protocol);
    if (!isOrigin && !(entry === "*" && entries.length === 1)) {
      ctx.addIssue({ code: "custom", message: CORS_TAKES });
      return z.NEVER;
    }
  }
  return entries;
});

/** As many as 24 random bytes have in base64: nobody guesses that, however fast. */
const SECRET_MIN = 32;

/** What a secret of the operator's must be, for AUTH_SECRET. */
export const SECRET_TAKES = `takes at least ${SECRET_MIN} characters, such as the output of \`openssl rand -base64 32\``;

const secret = z.string().refine((text) => text.trim().length >= SECRET_MIN, SECRET_TAKES);

const ACTIONS_KEY_TAKES =
  "takes base64 of 32 random bytes (or 24), such as the output of `openssl rand -base64 32`";

/** Next.js hands it to `atob`, and what comes of it to AES-GCM, which knows these lengths. */
function isActionsKey(text: string): boolean {
  if (text.length < SECRET_MIN || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  try {
    return [24, 32].includes(atob(text).length);
  } catch {
    return false;
  }
}

/** Such a key could be read as an operator token, which opens much more. */
const isTokenPrefix = (prefix: string) => `${prefix}_`.startsWith(`${TOKEN_PREFIX}_`);
const KEY_PREFIX_TAKEN = `takes another prefix: operator tokens begin with ${TOKEN_PREFIX}_`;

/** What a data directory must be, for `LATCHKEY_DATA_DIR`. */
export const DATA_DIR_TAKES = "takes a directory that can be made and written to";

/** An address, or a name and an address in angle brackets (RFC 5322, section 3.4). */
const MAIL_ADDRESS = /^\s*(?:[^<>\r\n]*<[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)\s*$/;

const Env = z.object({
  NODE_ENV: z.string().default("development"),
  PORT: z.preprocess(
    blank,
    wholeNumber(0, 65535, "takes a port from 0 to 65535 (0: any free one)").default(3000),
  ),
  LATCHKEY_HEALTH_PORT: optional(wholeNumber(1, 65535, "takes a port from 1 to 65535")),
  LATCHKEY_PRESTOP_S: z.preprocess(
    blank,
    wholeNumber(0, 3_600, "takes whole seconds from 0 to 3600").default(0),
  ),
  LATCHKEY_DRAIN_S: z.preprocess(
    blank,
    wholeNumber(0, 3_600, "takes whole seconds from 0 to 3600").default(6),
  ),
  HOST: optional(z.string().regex(/^[\w.:%-]+$/, "takes an address or host name to listen on")),
  DATABASE_URL: optional(
    z.string().refine((value) => {
      const parsed = tryUrl(value, parseDatabaseUrl);
      return parsed !== null && ["postgres:", "postgresql:"].includes(parsed.protocol);
    }, "takes a URL such as postgres://user:password@host:5432/name"),
  ),
  REDIS_URL: optional(
    url(
      ["redis:", "rediss:"],
      "takes a URL such as redis://host:6379, with the number of a database behind it where it is not 0",
      ({ hostname, pathname }) => hostname !== "" && /^(\/\d{0,4})?$/.test(pathname),
    ),
  ),
  UPSTASH_REDIS_REST_URL: optional(url(["http:", "https:"], "takes the URL of Upstash's REST API")),
  UPSTASH_REDIS_REST_TOKEN: optional(z.string()),
  LATCHKEY_DATA_DIR: z.preprocess(
    blank,
    z
      .string()
      // Node's recursive mkdir never returns from there.
      .refine((dir) => !/^\/proc(\/|$)/.test(path.resolve(dir)), DATA_DIR_TAKES)
      .default(".latchkey"),
  ),
  AUTH_SECRET: optional(secret),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: optional(z.string().refine(isActionsKey, ACTIONS_KEY_TAKES)),
  AUTH_GITHUB_ID: optional(z.string()),
  AUTH_GITHUB_SECRET: optional(z.string()),
  AUTH_GOOGLE_ID: optional(z.string()),
  AUTH_GOOGLE_SECRET: optional(z.string()),
  NEXTAUTH_URL: optional(url(["http:", "https:"], "takes the URL under which users reach the app")),
  LATCHKEY_UPSTREAM: optional(upstream),
  LATCHKEY_TRUSTED_PROXIES: z.preprocess(blank, trustedProxies.default([])),
  LATCHKEY_CORS_ORIGINS: z.preprocess(blank, corsOrigins.default([])),
  LATCHKEY_PORTAL_RETURN_ORIGINS: z.preprocess(blank, returnOrigins.default([])),
  LATCHKEY_KEY_PREFIX: z.preprocess(
    blank,
    z
      .string()
      .regex(
        /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/,
        "takes lower-case letters and digits, parts joined by _, such as lk or acme_live",
      )
      .max(20, "takes at most 20 characters")
      .refine((prefix) => !isTokenPrefix(prefix), KEY_PREFIX_TAKEN)
      .default("lk"),
  ),
  LATCHKEY_IP_BLOCK: z.preprocess((value) => blank(value) ?? "20/300/900", ipBlock),
  LATCHKEY_LOG_RETENTION_DAYS: z.preprocess(
    blank,
    wholeNumber(31, 36_500, "takes a whole number of days, at least 31").default(90),
  ),
  LATCHKEY_PAGES_AT_ONCE: z.preprocess(
    blank,
    wholeNumber(8, 100_000, "takes a whole number from 8 to 100000").default(400),
  ),
  LATCHKEY_REQUESTS_AT_ONCE: z.preprocess(
    blank,
    wholeNumber(16, 1_000_000, "takes a whole number from 16 to 1000000").default(5_000),
  ),
  LATCHKEY_SESSION_IDLE_DAYS: z.preprocess(
    blank,
    wholeNumber(1, 30, "takes a whole number of days from 1 to 30").default(7),
  ),
  LATCHKEY_SIGN_UPS_PER_DAY: z.preprocess(
    (value) => blank(value) ?? "300",
    z
      .string()
      .regex(/^(off|[1-9]\d{0,6})$/, "takes a whole number from 1 to 9999999, or off")
      .transform((value) => (value === "off" ? null : Number(value))),
  ),
  LATCHKEY_SERVICE_TOKEN: optional(
    z
      .string()
      .regex(
        /^[\x21-\x7e]{32,}$/,
        "takes at least 32 visible ASCII characters without spaces, such as the output of `openssl rand -base64 32`",
      ),
  ),
  LATCHKEY_LOG_LEVEL: z.preprocess(
    blank,
    z
      .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
        error: "takes fatal, error, warn, info, debug, trace or silent",
      })
      .default("info"),
  ),
  SMTP_URL: optional(
    url(
      ["smtp:", "smtps:"],
      "takes a URL such as smtp://user:password@host:587",
      ({ hostname }) => hostname !== "",
    ),
  ),
  LATCHKEY_MAILS_IN_LOG: optional(z.enum(["on", "off"], { error: "takes on or off" })),
  MAIL_FROM: optional(
    z.string().regex(MAIL_ADDRESS, "takes an address such as Latchkey <no-reply@example.com>"),
  ),
});

const Pairs = Env.superRefine((value, ctx) => {
  const pairs = [
    ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"],
    ["AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET"],
    ["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET"],
  ] as const;
  for (const [a, b] of pairs) {
    if ((value[a] === undefined) !== (value[b] === undefined)) {
      const missing = value[a] === undefined ? a : b;
      ctx.addIssue({
        code: "custom",
        path: [missing],
        message: `is missing: ${a} and ${b} go together`,
      });
    }
  }
  if (value.PORT !== 0 && value.PORT === value.LATCHKEY_HEALTH_PORT) {
    ctx.addIssue({
      code: "custom",
      path: ["LATCHKEY_HEALTH_PORT"],
      message: "takes another port than PORT, where health is told as well",
    });
  }
  if (value.REDIS_URL && value.UPSTASH_REDIS_REST_URL) {
    ctx.addIssue({
      code: "custom",
      path: ["REDIS_URL"],
      message: "is set beside UPSTASH_REDIS_REST_URL: set only one of them",
    });
  }
});

export type Env = z.output<typeof Env>;

/** Parses an environment. @throws {EnvError} naming the first variable that makes no sense */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const parsed = Pairs.safeParse(source);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new EnvError(`${issue?.path.join(".") ?? "environment"} ${issue?.message ?? "is invalid"}`);
}

let cached: Env | undefined;

/**
 * This process's environment, parsed once, with what `.env` in the working directory adds to it and with
 * values that are in files. What these say is put into `process.env`, where packages and the processes that
 * we start find it too.
 * @throws {EnvError}
 */
export function env(): Env {
  if (cached) return cached;
  // A test says itself what is set; a developer's own settings are none of its business.
  if (process.env.NODE_ENV !== "test") addDotEnv(process.env, process.cwd());
  readFiles(process.env, Object.keys(Env.shape));
  cached = parseEnv(process.env);
  return cached;
}

/** Variables that look like settings of ours and are none. */
export const unknownSettings = (): UnknownName[] =>
  unknownNames(Object.keys(process.env), Object.keys(Env.shape));

/**
 * NextAuth reads the environment by itself. Where NEXTAUTH_URL does not say under which address
 * the app is reached, this has it take the one that each request came to, whatever the port.
 */
export function trustRequestHost(): void {
  process.env.AUTH_TRUST_HOST ??= "true";
}

/**
 * For NextAuth a blank NEXTAUTH_URL is an address that it cannot read, and every page that loads it would
 * fail; here a blank variable is one that is not set. To be called before NextAuth is loaded.
 */
export function dropBlankAddress(): void {
  if (process.env.NEXTAUTH_URL === "") delete process.env.NEXTAUTH_URL;
}

/** The environment of this process as it is, for one that it starts. */
export const inheritedEnvironment = (): NodeJS.ProcessEnv => process.env;

/**
 * Where the app listens, as the front door says it to the process that it starts.
 * @throws {EnvError} where nobody said it
 */
export function appSocket(): string {
  const socket = process.env.LATCHKEY_APP_SOCKET;
  if (!socket) throw new EnvError("the app's process is started by the front door: use npm start");
  return socket;
}

/** Has Next take this for its own origin, whatever it listens on. */
export function setNextOrigin(origin: string): void {
  process.env.__NEXT_PRIVATE_ORIGIN = origin;
}

/** What proves to the app that the front door speaks; undefined where none does. */
export const appToken = (): string | undefined => process.env.LATCHKEY_APP_TOKEN;
