import { expect, test } from "vitest";
import { EnvError, parseEnv } from "./env";

function messageOf(source: Record<string, string>): string {
  try {
    parseEnv(source);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError);
    return (error as Error).message;
  }
  throw new Error(`${JSON.stringify(source)} was taken`);
}

test("nothing has to be set, and what is empty is not set", () => {
  const defaults = {
    PORT: 3000,
    HOST: undefined,
    DATABASE_URL: undefined,
    REDIS_URL: undefined,
    LATCHKEY_DATA_DIR: ".latchkey",
    LATCHKEY_UPSTREAM: undefined,
    LATCHKEY_TRUSTED_PROXIES: [],
    LATCHKEY_KEY_PREFIX: "lk",
    LATCHKEY_IP_BLOCK: { failures: 20, windowMs: 300_000, blockMs: 900_000 },
    LATCHKEY_LOG_RETENTION_DAYS: 90,
    LATCHKEY_SERVICE_TOKEN: undefined,
    LATCHKEY_PAGES_AT_ONCE: 400,
    LATCHKEY_REQUESTS_AT_ONCE: 5_000,
    LATCHKEY_SESSION_IDLE_DAYS: 7,
    LATCHKEY_SIGN_UPS_PER_DAY: 300,
    LATCHKEY_MAILS_IN_LOG: undefined,
    LATCHKEY_CORS_ORIGINS: [],
    LATCHKEY_PORTAL_RETURN_ORIGINS: [],
  };
  const told = (source: Record<string, string>) => {
    const env = parseEnv(source);
    return Object.fromEntries(
      Object.keys(defaults).map((name) => [name, env[name as keyof typeof defaults]]),
    );
  };
  expect(told({})).toEqual(defaults);
  const blank = Object.fromEntries(Object.keys(defaults).map((name) => [name, ""]));
  expect(told(blank)).toEqual(defaults);
});

test("values that make sense are taken", () => {
  expect(
    parseEnv({
      PORT: "0",
      HOST: "::1",
      DATABASE_URL: "postgresql://u:p@h:5432/d?sslmode=require",
      REDIS_URL: "rediss://h:6380",
      AUTH_SECRET: "0123456789abcdef0123456789abcdef",
      LATCHKEY_UPSTREAM: "http://127.0.0.1:8080/",
      LATCHKEY_TRUSTED_PROXIES: "10.0.0.0/8, 192.0.2.1 ,::1,2001:db8::/32",
      LATCHKEY_KEY_PREFIX: "acme_live",
      LATCHKEY_IP_BLOCK: "off",
      LATCHKEY_LOG_RETENTION_DAYS: "31",
      LATCHKEY_SERVICE_TOKEN: "service-token-that-nobody-guesses",
    }),
  ).toMatchObject({
    PORT: 0,
    LATCHKEY_UPSTREAM: "http://127.0.0.1:8080",
    LATCHKEY_TRUSTED_PROXIES: ["10.0.0.0/8", "192.0.2.1", "::1", "2001:db8::/32"],
    LATCHKEY_KEY_PREFIX: "acme_live",
    LATCHKEY_IP_BLOCK: null,
    LATCHKEY_LOG_RETENTION_DAYS: 31,
  });
  expect(parseEnv({ LATCHKEY_IP_BLOCK: "1/2/3" }).LATCHKEY_IP_BLOCK).toEqual({
    failures: 1,
    windowMs: 2_000,
    blockMs: 3_000,
  });
});

test.each([
  ["REDIS_URL", ["redis://h", "redis://h/", "rediss://user:password@h:6380/5", "redis://[::1]"]],
  [
    "MAIL_FROM",
    ["a@b.example", "Latchkey <no-reply@b.example>", '"Key, Latch @ home" <a+b@c.example> '],
  ],
  ["SMTP_URL", ["smtp://h", "smtps://user:p%40ss@h:465"]],
  ["LATCHKEY_DATA_DIR", [".latchkey", "/var/lib/latchkey", "/process", "proc/x"]],
  ["AUTH_SECRET", ["a".repeat(32)]],
  ["LATCHKEY_SERVICE_TOKEN", ["t".repeat(32)]],
  [
    "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
    [Buffer.alloc(32, 255).toString("base64"), Buffer.alloc(24, 1).toString("base64")],
  ],
] as const)("%s is taken as it is", (name, values) => {
  for (const value of values) expect(parseEnv({ [name]: value })[name]).toBe(value);
});

test.each([
  ["PORT", ["65536", "-1", "80a", "3000.5", "1e3", " 80"]],
  ["HOST", ["a b", "http://x/"]],
  ["DATABASE_URL", ["localhost", "mysql://h/d", "http://h"]],
  ["REDIS_URL", ["h:6379", "http://h", "redis://", "redis://h/notadb", "redis://h/0/1"]],
  ["LATCHKEY_DATA_DIR", ["/proc", "/proc/nope/deep", "/tmp/../proc/x"]],
  ["NEXTAUTH_URL", ["example.com", "ftp://example.com"]],
  [
    "LATCHKEY_UPSTREAM",
    ["localhost:8080", "http://h/path", "http://h?x", "http://u:p@h", "ftp://h", "http://h#x"],
  ],
  [
    "LATCHKEY_TRUSTED_PROXIES",
    ["any", "10.0.0.0/33", "10.0.0.1,", "1", "10/8", "0x0a000001", "10.0.0.1 10.0.0.2"],
  ],
  ["LATCHKEY_KEY_PREFIX", ["LK", "lk_", "_lk", "1k", "l-k", "a".repeat(21), "lko", "lko_live"]],
  ["LATCHKEY_IP_BLOCK", ["on", "20", "20/300", "0/300/900", "20/0/900", "20/300/0", "a/b/c"]],
  ["LATCHKEY_LOG_RETENTION_DAYS", ["30", "0", "-90", "31.5", "forever"]],
  [
    "LATCHKEY_TRUSTED_PROXIES",
    [
      "0.0.0.0/0",
      "::/0",
      "10.1.2.3/0",
      "10.0.0.0/8, 0.0.0.0/0",
      "0.0.0.0/1,128.0.0.0/1",
      "128.0.0.0/1,64.0.0.0/2,10.0.0.0/8,0.0.0.0/2",
      "::/1,8000::/1",
      "2001:db8::1/0",
      "0:0:0:0:0:0:0:0/0",
      "::ffff:0:0/96",
      "::ffff:0.0.0.0/96",
      "::ffff:0.0.0.0/97,128.0.0.0/1",
      "2000::/3",
      // Nearly all of them, in whatever parts.
      "0.0.0.0/1,128.0.0.0/2",
      "0.0.0.0/2,64.0.0.0/2,128.0.0.0/1",
      "0.0.0.0/1,128.0.0.0/32",
      "128.0.0.0/1,1.0.0.0/8,2.0.0.0/7",
      "0.0.0.0/1,::ffff:128.0.0.0/104",
      "2000::/4,3000::/5",
      "::/2,4000::/2",
      // Half, and what is nearly all of what is given out.
      "0.0.0.0/1",
      "2000::/4",
      "2400::/12",
      "2001::/16,2400::/12,2600::/12,2800::/12,2a00::/12,2c00::/12",
      "11.0.0.0/7",
      "::ffff:11.0.0.0/103",
    ],
  ],
  ["AUTH_SECRET", ["x", "a".repeat(31)]],
  [
    "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
    [
      "short",
      "a".repeat(33),
      // 16 bytes: what AES knows, and less than 32 characters.
      Buffer.alloc(16, 7).toString("base64"),
      Buffer.alloc(48, 7).toString("base64"),
      Buffer.alloc(32, 255).toString("base64url"),
      `${Buffer.alloc(32, 7).toString("base64")} `,
      "not base64 at all, but as long as it has to",
    ],
  ],
  [
    "LATCHKEY_SERVICE_TOKEN",
    ["with a space in it, and long enough", "umläute-umläute-umläute-umläute-um", "t".repeat(31)],
  ],
  ["LATCHKEY_LOG_LEVEL", ["loud"]],
  ["SMTP_URL", ["mail.example.com", "http://mail.example.com", "smtp:", "smtp://"]],
  ["MAIL_FROM", ["x", "garbage", "   ", "a@b c@d", "<a@b", "Name a@b", "a@b, c@d"]],
])("%s says in one line what it takes", (name, values) => {
  for (const value of values) {
    const message = messageOf({ [name]: value });
    expect(message, value).toMatch(new RegExp(`^${name} takes [^\\n]+$`));
  }
});

test("a value that is refused is not repeated: it may be a secret", () => {
  const secrets = ["LATCHKEY_SERVICE_TOKEN", "AUTH_SECRET", "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"];
  for (const name of [...secrets, "DATABASE_URL", "SMTP_URL"]) {
    expect(messageOf({ [name]: "hush me" })).not.toContain("hush me");
  }
});

test("proxies that are many, but not most addresses, are taken", () => {
  for (const value of [
    "11.0.0.0/8,11.0.0.0/9,10.0.0.0/8,10.1.2.3",
    "2606:4700::/32,2400:cb00::/32,173.245.48.0/20,104.16.0.0/13",
    "2001:db8::/16",
    "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16",
    "fc00::/7",
    "::ffff:10.0.0.0/104",
  ]) {
    expect(parseEnv({ LATCHKEY_TRUSTED_PROXIES: value }).LATCHKEY_TRUSTED_PROXIES).toEqual(
      value.split(","),
    );
  }
});

test.each([
  ["UPSTASH_REDIS_REST_TOKEN", { UPSTASH_REDIS_REST_URL: "https://r.example.com" }],
  ["UPSTASH_REDIS_REST_URL", { UPSTASH_REDIS_REST_TOKEN: "t" }],
  ["AUTH_GITHUB_SECRET", { AUTH_GITHUB_ID: "id" }],
  ["AUTH_GITHUB_ID", { AUTH_GITHUB_SECRET: "s" }],
  ["AUTH_GOOGLE_SECRET", { AUTH_GOOGLE_ID: "id" }],
  ["AUTH_GOOGLE_ID", { AUTH_GOOGLE_SECRET: "s" }],
])("%s is missed where its other half is set", (missing, source) => {
  expect(messageOf(source)).toMatch(new RegExp(`^${missing} is missing: [^\\n]+$`));
});

test("health on a port of its own is not on the API's", () => {
  const both = { PORT: "9100", LATCHKEY_HEALTH_PORT: "9100" };
  expect(messageOf(both)).toMatch(/^LATCHKEY_HEALTH_PORT takes another port than PORT[^\n]*$/);
  expect(messageOf({ LATCHKEY_HEALTH_PORT: "3000" })).toMatch(/^LATCHKEY_HEALTH_PORT takes/);
  expect(parseEnv({ PORT: "9101", LATCHKEY_HEALTH_PORT: "9100" }).LATCHKEY_HEALTH_PORT).toBe(9100);
});

test("two places for plan limits are one too many", () => {
  expect(
    messageOf({
      REDIS_URL: "redis://h",
      UPSTASH_REDIS_REST_URL: "https://r.example.com",
      UPSTASH_REDIS_REST_TOKEN: "t",
    }),
  ).toMatch(/^REDIS_URL is set beside [^\n]+$/);
});

test.each([
  ["LATCHKEY_SIGN_UPS_PER_DAY", "0", "takes a whole number from 1"],
  ["LATCHKEY_SIGN_UPS_PER_DAY", "many", "takes a whole number from 1"],
  ["LATCHKEY_SESSION_IDLE_DAYS", "0", "takes a whole number of days from 1 to 30"],
  ["LATCHKEY_SESSION_IDLE_DAYS", "31", "takes a whole number of days from 1 to 30"],
  ["LATCHKEY_PAGES_AT_ONCE", "7", "takes a whole number from 8"],
  ["LATCHKEY_REQUESTS_AT_ONCE", "15", "takes a whole number from 16"],
  ["LATCHKEY_MAILS_IN_LOG", "yes", "takes on or off"],
])("%s=%s is refused in words", (name, value, words) => {
  expect(messageOf({ [name]: value }).startsWith(`${name} ${words}`)).toBe(true);
});

test("sign-ups may be without a limit", () => {
  expect(parseEnv({ LATCHKEY_SIGN_UPS_PER_DAY: "off" }).LATCHKEY_SIGN_UPS_PER_DAY).toBeNull();
});
