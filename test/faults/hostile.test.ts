import { connect } from "node:net";
import fc from "fast-check";
import pMap from "p-map";
import { expect, onTestFinished, test } from "vitest";
import { PAGES_FOR_ALL, PAGES_FOR_OWNERS } from "@/e2e/every-page";
import { call } from "../http/call";
import { startUpstream } from "../http/front-door";
import { builtActions } from "../processes/built-actions";
import { makeOwner } from "../processes/owner";
import { actionCall } from "../processes/server-action";
import { SERVICE_TOKEN, TestServer } from "../processes/server";
import { tell } from "./figures";
import { runCli } from "../cli";

/** How many of each; a hundred thousand in all. */
const RAW = 70_000;
const KEYED = 12_000;
const VERIFY = 10_000;
const PAGES = 6_000;
const ACTIONS = 2_000;
/** Each is a program of its own. */
const CALLS = 150;
/** As many at once as a browser or two. */
const AT_ONCE = 16;

const token = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,20}$/);
const bytes = fc.string({ unit: "binary", maxLength: 60 });
const oneOf = (...texts: string[]) => fc.constantFrom(...texts);

const segment = fc.oneof(
  oneOf(
    "api",
    "v1",
    "echo",
    "usage",
    "..",
    ".",
    "%2e%2e",
    "%2f",
    "%00",
    "%0d%0a",
    "\\",
    "//",
    ";x",
  ),
  oneOf("_next", "static", "image", "data", "dashboard", "keys", "verify", "healthz", "metrics"),
  bytes,
  token,
);
const path = fc.array(segment, { maxLength: 6 }).map((parts) => `/${parts.join("/")}`);
const query = fc
  .array(fc.tuple(fc.oneof(token, bytes), bytes), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("&"));
const target = fc.oneof(
  fc.tuple(path, query).map(([of, asked]) => (asked ? `${of}?${asked}` : of)),
  bytes,
  oneOf("*", "http://evil.example/api/v1/echo", "http://[::1/", "//api/v1/echo", "/api/v1/echo#x"),
);
const method = fc.oneof(
  oneOf("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PRI"),
  token,
  bytes,
);
const version = oneOf("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "http/1.1", "HTTP/1.1 ", "");
const headerName = fc.oneof(
  oneOf("Host", "X-API-Key", "Authorization", "Content-Length", "Transfer-Encoding", "Expect"),
  oneOf(
    "Connection",
    "Upgrade",
    "X-Forwarded-For",
    "Latchkey-Caller",
    "Latchkey-App-Token",
    "Cookie",
  ),
  oneOf(
    "Next-Action",
    "RSC",
    "Next-Router-State-Tree",
    "X-Middleware-Subrequest",
    "Range",
    "Origin",
  ),
  token,
  bytes,
);
const headerValue = fc.oneof(
  bytes,
  oneOf(
    "chunked",
    "gzip, chunked",
    "0",
    "-1",
    "+5",
    "5, 5",
    "99999999999999999999",
    "100-continue",
  ),
  oneOf(
    "close",
    "keep-alive, Latchkey-Caller",
    "websocket",
    "lk_x",
    "Bearer lk_x",
    "127.0.0.1",
    "a",
  ),
);
const headers = fc
  .array(
    fc.tuple(
      headerName,
      oneOf(": ", ":", " : ", ":\t", ""),
      headerValue,
      oneOf("\r\n", "\n", "\r"),
    ),
    {
      maxLength: 6,
    },
  )
  .map((lines) => lines.map((line) => line.join("")).join(""));
/** A message as a hostile client might send it, and some that are nearly right. */
const message = fc
  .tuple(
    method,
    target,
    version,
    fc.boolean(),
    headers,
    fc.oneof(bytes, oneOf("0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n")),
  )
  .map(
    ([verb, of, how, hasHost, more, body]) =>
      `${verb} ${of} ${how}\r\n${hasHost ? "Host: a\r\n" : ""}${more}\r\n${body}`,
  );

/** Sends bytes, half-closes, and reads the statuses of what comes back. */
function send(port: number, text: string): Promise<number[]> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    const end = () => {
      socket.destroy();
      resolve([...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)));
    };
    const timer = setTimeout(end, 2_000);
    socket.setEncoding("latin1");
    socket.on("data", (part: string) => (answer += part));
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      end();
    });
    socket.end(text, "latin1");
  });
}

/** Counts answers by status, and keeps what was answered with a failure that is nobody's to be told. */
class Seen {
  readonly statuses = new Map<number, number>();
  readonly failures: string[] = [];

  note(status: number, what: string): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status >= 500 && status !== 503)
      this.failures.push(`${status} for ${JSON.stringify(what)}`);
  }

  toString(): string {
    return [...this.statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, times]) => `${status}: ${times}`)
      .join(", ");
  }
}

/** So many samples; told by their seed where one fails. */
const samplesOf = <T>(of: fc.Arbitrary<T>, count: number) => fc.sample(of, count);

test("a hundred thousand hostile inputs: no 5xx but 503, no crash, nothing reaches the upstream without a key, no line of the log is forged", async () => {
  let reached = 0;
  const upstream = await startUpstream();
  upstream.handle = (_request, response) => {
    reached++;
    response.end();
  };
  onTestFinished(upstream.stop);
  const server = await TestServer.start({ env: { LATCHKEY_UPSTREAM: upstream.origin } });
  onTestFinished(() => server.remove());
  const { port } = server;
  const owner = await makeOwner(server);
  const app = await server.appPid();

  const raw = new Seen();
  await pMap(
    samplesOf(message, RAW),
    async (text) => {
      for (const status of await send(port, text)) raw.note(status, text);
    },
    { concurrency: AT_ONCE * 4 },
  );
  expect(reached).toBe(0);
  tell({ promise: `${RAW} raw messages`, seen: `${raw}` });

  // With a good key: nothing but the key decides, and what is let in may be anything.
  const keyed = new Seen();
  await pMap(
    samplesOf(fc.tuple(method, target, headers), KEYED),
    async ([verb, of, more]) => {
      const text = `${verb} ${of} HTTP/1.1\r\nHost: a\r\nX-API-Key: ${owner.key.secret}\r\n${more}\r\n`;
      for (const status of await send(port, text)) keyed.note(status, text);
    },
    { concurrency: AT_ONCE },
  );
  tell({ promise: `${KEYED} messages with a good key`, seen: `${keyed}` });

  const verified = new Seen();
  await pMap(
    samplesOf(
      fc.oneof(
        fc.json(),
        bytes,
        fc.jsonValue().map((key) => JSON.stringify({ key })),
      ),
      VERIFY,
    ),
    async (body) => {
      const sent = Buffer.from(body);
      const { status } = await call(port, {
        method: "POST",
        path: "/api/verify",
        headers: {
          Authorization: `Bearer ${SERVICE_TOKEN}`,
          "Content-Length": String(sent.length),
        },
        body: sent,
      });
      verified.note(status, body);
    },
    { concurrency: AT_ONCE },
  );
  tell({ promise: `${VERIFY} bodies of /api/verify`, seen: `${verified}` });

  const pages = new Seen();
  const names = oneOf(
    "q",
    "page",
    "cursor",
    "from",
    "to",
    "status",
    "key",
    "ip",
    "path",
    "sort",
    "tab",
    "days",
    "token",
    "callbackUrl",
    "code",
    "_rsc",
    "step",
    "format",
  );
  const places = [...PAGES_FOR_ALL, ...PAGES_FOR_OWNERS, "/dashboard/keys/logs/export"];
  await pMap(
    samplesOf(
      fc.tuple(
        fc.constantFrom(...places),
        fc.array(fc.tuple(names, fc.oneof(bytes, fc.string({ unit: "grapheme" }))), {
          maxLength: 4,
        }),
      ),
      PAGES,
    ),
    async ([place, pairs]) => {
      const asked = new URLSearchParams(pairs).toString();
      const page = `${place}${place.includes("?") ? "&" : "?"}${asked}`;
      const { status } = await call(port, { path: page, headers: { Cookie: owner.cookie } });
      pages.note(status, page);
    },
    { concurrency: 4 },
  );
  tell({ promise: `${PAGES} queries of pages`, seen: `${pages}` });

  const actions = new Seen();
  const built = builtActions();
  await pMap(
    samplesOf(
      fc.tuple(fc.nat(built.length - 1), fc.anything({ maxDepth: 4, withNullPrototype: true })),
      ACTIONS,
    ),
    async ([which, input]) => {
      const { id, name, page } = built[which]!;
      let asked: ReturnType<typeof actionCall>;
      try {
        asked = actionCall(port, { page: page(owner.key.id), id, input });
      } catch {
        // No JSON says it.
        return;
      }
      const { status } = await call(port, {
        ...asked,
        headers: { ...asked.headers, Cookie: owner.cookie },
      });
      actions.note(status, `${name} ${String(asked.body)}`);
    },
    { concurrency: 4 },
  );
  tell({ promise: `${ACTIONS} calls of ${built.length} server actions`, seen: `${actions}` });

  const calls = new Map<number, number>();
  const words = fc.array(
    fc.oneof(
      oneOf(
        "accounts",
        "keys",
        "logs",
        "plans",
        "ips",
        "usage",
        "create",
        "list",
        "show",
        "update",
      ),
      oneOf(
        "--email",
        "--alias",
        "--json",
        "--limit",
        "--expires",
        "--quota-total",
        "--",
        "-1",
        "none",
      ),
      fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replaceAll("\0", "")),
    ),
    { minLength: 1, maxLength: 6 },
  );
  await pMap(
    samplesOf(words, CALLS),
    async (args) => {
      const { exitCode, stderr } = await runCli(args, {
        DATABASE_URL: server.database.url,
        VITEST: "",
      });
      calls.set(exitCode ?? -1, (calls.get(exitCode ?? -1) ?? 0) + 1);
      expect([0, 1, 2], args.join(" ")).toContain(exitCode);
      expect(stderr, args.join(" ")).not.toMatch(/^\s+at |node:internal/m);
    },
    { concurrency: 2 },
  );
  tell({
    promise: `${CALLS} command lines`,
    seen: [...calls].map(([code, times]) => `exit ${code}: ${times}`).join(", "),
  });

  const failures = [raw, keyed, verified, pages, actions].flatMap((each) => each.failures);
  expect(failures.slice(0, 20)).toEqual([]);
  expect(server.isRunning).toBe(true);
  expect(await server.appPid()).toBe(app);
  expect((await server.app()).restarts).toBe(0);
  const forged = server.err.filter((line) => {
    try {
      return typeof (JSON.parse(line) as { time?: unknown }).time !== "number";
    } catch {
      return true;
    }
  });
  expect(forged.slice(0, 5)).toEqual([]);
  expect(server.logged("a page met an error")).toEqual([]);
  expect(await server.stop()).toMatchObject({ code: 0 });
});
