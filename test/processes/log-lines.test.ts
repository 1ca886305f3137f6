import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { call, eventually, raw } from "../http/call";
import { makeOwner, type Owner } from "./owner";
import { actionId } from "./server-action";
import { READY, SERVICE_TOKEN, TestServer } from "./server";

/** A line of the log, as somebody who sends requests would like to write one. */
const LINE =
  '{"level":30,"time":1,"pid":1,"hostname":"x","name":"latchkey","msg":"forged","forged":true}';
/** On a line of its own, however that is written. */
const ENCODED = `%0A${encodeURIComponent(LINE)}%0A`;
const BREAKS = ["\n", "\r\n", "\r", "\u2028", "\x85"];

/** Shorter ones are not taken for one. */
const BOUNDARY = "----latchkey-test-form-boundary-0000";

/** A form as a browser without JavaScript sends it to an action; it escapes names, and they are read back. */
function multipart(fields: Record<string, string>): string {
  const escaped = (name: string) => name.replace(/[\r\n"]/g, encodeURIComponent);
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${escaped(name)}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join("")}--${BOUNDARY}--\r\n`;
}
/** Somebody who sends requests to a server, with an account there. */
class Sender {
  private constructor(
    readonly server: TestServer,
    readonly owner: Owner,
  ) {}

  static async to(server: TestServer): Promise<Sender> {
    // Mails are printed, with the name of who gets them.
    return new Sender(server, await makeOwner(server, { name: `Robin\n${LINE}` }));
  }

  get = (path: string, headers: Record<string, string> = {}) =>
    call(this.server.port, { path, headers });

  post = (path: string, body: string, headers: Record<string, string> = {}) =>
    call(this.server.port, {
      method: "POST",
      path,
      headers: { "Content-Length": String(Buffer.byteLength(body)), ...headers },
      body,
    });

  raw = (bytes: string, timeoutMs?: number) => raw(this.server.port, bytes, { timeoutMs });

  actionId = (page: string, name: string) => actionId(this.server.port, page, name);

  get signedIn() {
    return { Cookie: this.owner.cookie };
  }

  get keyed() {
    return { "X-API-Key": this.owner.key.secret };
  }

  get form() {
    return {
      "Content-Type": `multipart/form-data; boundary=${BOUNDARY}`,
      Origin: this.server.origin,
    };
  }
}

const URLENCODED = { "Content-Type": "application/x-www-form-urlencoded" };

/** What a request can say, and where some of it may end up in a log. */
const ATTEMPTS: Record<string, (sender: Sender) => Promise<unknown>> = {
  "the image endpoint's url": async ({ get }) => {
    const answer = await get(`/_next/image?url=%2Fapi%2Fv1%2Fx${ENCODED}&w=64&q=75`);
    expect(answer.status).toBe(404);
  },
  "a search that the database cannot take": ({ get, signedIn }) =>
    get(`/dashboard/keys?q=%00${ENCODED}`, signedIn),
  "filters of the log": ({ get, signedIn }) =>
    get(`/dashboard/keys/logs?key=%00${ENCODED}&status=${ENCODED}&from=${ENCODED}`, signedIn),
  "the log's tail and export": async ({ get, signedIn }) => {
    await get(`/dashboard/keys/logs/tail?key=%00${ENCODED}`, signedIn);
    await get(`/dashboard/keys/logs/export?path=%00${ENCODED}&format=${ENCODED}`, signedIn);
  },
  "a key's id": ({ get, signedIn }) => get(`/dashboard/keys/${ENCODED}`, signedIn),
  "a path": ({ get }) => get(`/nothing${ENCODED}`),
  "a path that cannot be decoded": ({ get }) => get(`/nothing%E0%A4%A${ENCODED}`),
  "a file of the build": async ({ get }) => {
    await get(`/_next/static/chunks/${ENCODED}.js`);
    await get(`/_next/data/${ENCODED}/sign-in.json`);
  },
  "a path, a user agent and a key of the keyed API": async ({ get, keyed }) => {
    await get(`/api/v1/echo${ENCODED}`, keyed);
    await get("/api/v1/echo", { ...keyed, "User-Agent": `x${ENCODED}` });
    await get("/api/v1/echo", { "X-API-Key": `lk_${ENCODED}` });
    await get(`/api/v1/echo?x=${ENCODED}`, { ...keyed, "Latchkey-Key-Alias": ENCODED });
  },
  "the state of the router": ({ get, signedIn }) =>
    get("/dashboard/keys", {
      ...signedIn,
      RSC: "1",
      "Next-Router-State-Tree": `%5B${ENCODED}`,
      "Next-Url": ENCODED,
    }),
  "a prefetch": ({ get }) =>
    get(`/sign-in?_rsc=${ENCODED}`, {
      RSC: "1",
      "Next-Router-Prefetch": "1",
      "Next-Router-Segment-Prefetch": `/${ENCODED}`,
    }),
  "an action's id in a header": ({ post }) =>
    post("/sign-up", "[{}]", { "Next-Action": `7f${ENCODED}`, "Content-Type": "text/plain" }),
  "an action's id in a form": async ({ post, form }) => {
    for (const end of BREAKS) {
      await post("/sign-up", multipart({ [`$ACTION_ID_7f${end}${LINE}${end}`]: "" }), form);
      const bound = JSON.stringify({ id: `7f${end}${LINE}${end}`, bound: null });
      await post("/sign-up", multipart({ $ACTION_REF_1: "", "$ACTION_1:0": bound }), form);
    }
  },
  "an action's input": async ({ server, post, actionId, form }) => {
    const id = await actionId("/sign-up", "signUp");
    const head = { "Next-Action": id, Origin: server.origin, "Content-Type": "text/plain" };
    for (const body of [LINE, `[${JSON.stringify(`\n${LINE}`)}]`, `\n${LINE}\n`, '["$F1"]', ""]) {
      await post("/sign-up", body, head);
    }
    await post("/sign-up", multipart({ 0: `["$K\n${LINE}"]` }), { ...head, ...form });
    await post("/sign-up", "x", { ...head, "Content-Type": "multipart/form-data" });
    await post("/sign-up", `["${"x".repeat(2 * 1024 * 1024)}"]`, head);
  },
  "another origin than the host's": async ({ post, actionId }) => {
    const id = await actionId("/sign-up", "signUp");
    const head = { "Next-Action": id, "Content-Type": "text/plain" };
    for (const origin of [`http://x${ENCODED}`, `http://evil.test/${ENCODED}`, ENCODED]) {
      await post("/sign-up", "[{}]", { ...head, Origin: origin, "X-Forwarded-Host": ENCODED });
      await post("/sign-up", "[{}]", { ...head, Origin: origin, Host: `x${ENCODED}` });
    }
  },
  "what is signed in with": async ({ get, post }) => {
    const encoded = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
    const wrong = { email: `a@b.test\n${LINE}`, password: `\n${LINE}`, csrfToken: `\n${LINE}` };
    await post("/api/auth/callback/credentials", encoded(wrong), URLENCODED);
    await post(`/api/auth/signin/${ENCODED}`, encoded(wrong), URLENCODED);
    await post("/api/auth/_log", encoded({ level: "error", code: `x\n${LINE}` }), URLENCODED);
    await get(`/api/auth/callback/${ENCODED}?error=${ENCODED}&state=${ENCODED}`);
    await get(`/api/auth/error?error=${ENCODED}`);
    await get(`/sign-in?callbackUrl=${ENCODED}&error=${ENCODED}`);
  },
  "a session and other cookies": async ({ owner, get }) => {
    for (const value of [ENCODED, `a.b.c${ENCODED}`, `"${ENCODED}"`]) {
      await get("/dashboard/keys", { Cookie: `next-auth.session-token=${value}` });
      await get("/api/auth/session", { Cookie: `next-auth.csrf-token=${value}` });
      await get("/dashboard/keys", { Cookie: `${owner.cookie}; tz=${value}; theme=${value}` });
    }
  },
  "a mail that is printed": async ({ server, owner, post, actionId }) => {
    const id = await actionId("/forgot-password", "requestReset");
    const head = { "Next-Action": id, Origin: server.origin, "Content-Type": "text/plain" };
    const body = JSON.stringify([{ email: owner.email }]);
    expect((await post("/forgot-password", body, head)).status).toBe(200);
    await eventually(() => server.err.some((line) => line.includes(owner.email)));
  },
  "a service's question": ({ post }) =>
    post("/api/verify", JSON.stringify({ key: `\n${LINE}`, path: `/\n${LINE}`, ip: LINE }), {
      Authorization: `Bearer ${SERVICE_TOKEN}`,
    }),
  "headers that pages read": ({ get, signedIn }) =>
    get("/dashboard/keys", {
      ...signedIn,
      "User-Agent": ENCODED,
      Referer: ENCODED,
      "Accept-Language": ENCODED,
      "X-Forwarded-For": ENCODED,
      "X-Latchkey-Path": ENCODED,
      "If-None-Match": ENCODED,
      Range: ENCODED,
      Host: `x${ENCODED}`,
    }),
  "bytes that are no line break to HTTP": async ({ raw }) => {
    for (const end of ["\x85", "\x0b", "\x0c", "\u2028"].map((text) =>
      Buffer.from(text).toString("latin1"),
    )) {
      await raw(
        `GET /sign-in HTTP/1.1\r\nHost: x\r\nUser-Agent: ${end}${LINE}${end}\r\nConnection: close\r\n\r\n`,
      );
      await raw(`GET /nothing${end}${LINE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    }
  },
  "what Node.js warns of": async ({ owner, get, raw }) => {
    const of = (line: string) =>
      `${line}${ENCODED} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${owner.key.secret}\r\n\r\n`;
    const many = [of("GET /sign-in?x="), of("GET /api/v1/echo?x="), of("HEAD /nothing")].join("");
    await raw(many.repeat(15), 1_000);
    const deprecated = "/docs/introduction?__nextDataReq=1&__proto__=1&constructor=x";
    await get(`${deprecated}&x=${ENCODED}`, { "Accept-Encoding": ENCODED, "Content-Length": "0" });
  },
  "what is no HTTP": async ({ raw }) => {
    await raw(`GET /\n${LINE}\n HTTP/1.1\r\nHost: x\r\n\r\n`);
    await raw(`${LINE}\r\n\r\n`);
    await raw(`GET / HTTP/1.1\r\nHost: x\r\nX:\n${LINE}\r\n\r\n`);
  },
};

/** All that may stand in a line: what the logger writes of itself, and fields of whoever logs. */
const isOfTheLogger = (line: string): boolean => {
  try {
    const { level, time, pid, name, forged } = JSON.parse(line) as Record<string, unknown>;
    const isOurs = name === "latchkey" && typeof pid === "number" && pid > 1;
    return isOurs && typeof level === "number" && Number(time) > 1 && forged === undefined;
  } catch {
    return false;
  }
};

/** Waits until the app has printed what it had to: its lines come in the order of its doing. */
async function printed({ post, server }: Sender): Promise<void> {
  const last = randomUUID();
  await post("/sign-up", "[{}]", { "Next-Action": last, "Content-Type": "text/plain" });
  await eventually(() => server.err.some((line) => line.includes(last)));
}

const startServer = () => TestServer.start({ env: { LATCHKEY_LOG_LEVEL: "trace" } });

describe("a request cannot begin a line of the log", () => {
  let sender: Sender;
  beforeAll(async () => {
    sender = await Sender.to(await startServer());
  });
  afterAll(() => sender.server.remove());

  test.each(Object.entries(ATTEMPTS))("by %s", async (_, attempt) => {
    const { err } = sender.server;
    const before = err.length;
    await attempt(sender);
    await printed(sender);
    expect(err.slice(before).filter((line) => !isOfTheLogger(line))).toEqual([]);
  });
});

test("whatever was asked at once, standard error holds lines of the logger alone, and standard output the ready line", async () => {
  const server = await startServer();
  onTestFinished(() => server.remove());
  const sender = await Sender.to(server);
  await Promise.all(Object.values(ATTEMPTS).map((attempt) => attempt(sender)));
  expect(await server.app()).toMatchObject({ state: "up", restarts: 0 });
  expect(await server.stop()).toMatchObject({ code: 0 });
  expect(server.err.length).toBeGreaterThan(5);
  expect(server.err.filter((line) => !isOfTheLogger(line))).toEqual([]);
  expect(server.out).toEqual([expect.stringMatching(READY)]);
});
