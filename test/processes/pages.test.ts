import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { users } from "@/db/schema/accounts";
import { requestLogs } from "@/db/schema/requests";
import { withDeadline } from "@/lib/time/deadline";
import { call, eventually } from "../http/call";
import { cookiesOf, makeOwner, type Owner, signIn } from "./owner";
import { actionCall, actionId, actionResult } from "./server-action";
import { TestServer } from "./server";

/*
 * What Next.js and NextAuth do beyond a page and its answer, through the front door. How the front door
 * forwards is shown apart from them, in test/http/pages.integration.test.ts.
 */

let server: TestServer;
let owner: Owner;
beforeAll(async () => {
  server = await TestServer.start();
  owner = await makeOwner(server);
});
afterAll(() => server.remove());

const get = (path: string, headers: Record<string, string> = {}) =>
  call(server.port, { path, headers });
const signedIn = (headers: Record<string, string> = {}) => ({ Cookie: owner.cookie, ...headers });
const RSC = { RSC: "1" };
const COMPONENT = /^text\/x-component/;

/** The request for a page's data to which Next leads one that lacks its marker. */
async function marked(path: string, head: Record<string, string>): Promise<string> {
  const { status, headers } = await get(path, head);
  expect([status, headers.location]).toEqual([307, expect.stringMatching(/[?&]_rsc(=|$)/)]);
  const { pathname, search } = new URL(headers.location!, server.origin);
  return pathname + search;
}

describe("a navigation", () => {
  test("that lacks Next's marker is led to the same path with it", async () => {
    const { status, headers } = await get("/docs/introduction?a=1", RSC);
    expect(status).toBe(307);
    const to = new URL(headers.location!, server.origin);
    expect([to.origin, to.pathname]).toEqual([server.origin, "/docs/introduction"]);
    expect(to.searchParams.get("a")).toBe("1");
    expect(to.searchParams.get("_rsc")).not.toBeNull();
  });

  test("gets a page's data, and not the page", async () => {
    const path = await marked("/dashboard/keys", signedIn(RSC));
    const { status, headers, text } = await get(path, signedIn(RSC));
    expect(status).toBe(200);
    expect(headers["content-type"]).toMatch(COMPONENT);
    expect(text).not.toContain("<html");
    expect(text).toContain("New key");
  });

  test("of somebody who is not signed in leads to sign-in, and back to the page", async () => {
    const path = await marked("/dashboard/keys?q=x", RSC);
    const { text } = await get(path, RSC);
    expect(text).toContain("/sign-in?callbackUrl=%2Fdashboard%2Fkeys%3Fq%3Dx");
  });

  test("may be fetched ahead, whole or in segments", async () => {
    for (const ahead of [
      { ...RSC, "Next-Router-Prefetch": "1" },
      { ...RSC, "Next-Router-Prefetch": "1", "Next-Router-Segment-Prefetch": "/_tree" },
    ]) {
      const path = await marked("/docs/introduction", ahead);
      const { status, headers } = await get(path, ahead);
      expect([status, headers["content-type"]]).toEqual([200, expect.stringMatching(COMPONENT)]);
    }
  });

  test("is nothing to an endpoint, which answers as ever", async () => {
    const { status, text } = await get("/api/v1/echo", {
      ...RSC,
      "X-API-Key": owner.key.secret,
      "Next-Router-Prefetch": "1",
      "Next-Action": "7f00",
    });
    expect([status, JSON.parse(text)]).toMatchObject([200, { path: "/api/v1/echo" }]);
  });
});

describe("an action", () => {
  const input = (email: string) => ({ name: "Ada", email, password: "a password of some length" });
  const isThere = async (email: string) =>
    (await server.database.db.select().from(users).where(eq(users.email, email))).length > 0;
  const signUp = async (email: string) => {
    const id = await actionId(server.port, "/sign-up", "signUp");
    return actionCall(server.port, { page: "/sign-up", id, input: input(email) });
  };

  test("of a form of this host is done: somebody signs up, signs in, and sees the dashboard", async () => {
    const email = "ada@test.local";
    expect(actionResult(await call(server.port, await signUp(email)))).toMatchObject({ ok: true });
    const cookie = cookiesOf(await signIn(server.port, input(email))).join("; ");
    const { status, text } = await get("/dashboard/keys", { Cookie: cookie });
    expect([status, text]).toEqual([200, expect.stringContaining("Ada")]);
  });

  test.each([
    ["another host", { Origin: "http://evil.test" }],
    ["another port", { Origin: "http://127.0.0.1:1" }],
    ["a page without an origin", { Origin: "null" }],
    ["another host that claims to be forwarded", forwardedFrom("evil.test")],
  ])("of a form of %s is refused", async (_, headers) => {
    const email = `${Object.values(headers).join("-").replace(/\W/g, "-")}@test.local`;
    const form = await signUp(email);
    const answer = await call(server.port, { ...form, headers: { ...form.headers, ...headers } });
    expect(actionResult(answer)).not.toMatchObject({ ok: true });
    expect(await isThere(email)).toBe(false);
  });

  test("without an origin is refused", async () => {
    const email = "no-origin@test.local";
    const { headers, ...form } = await signUp(email);
    delete headers.Origin;
    expect(actionResult(await call(server.port, { ...form, headers }))).not.toMatchObject({
      ok: true,
    });
    expect(await isThere(email)).toBe(false);
  });

  /** As somebody who is signed in, to the page of settings. */
  const rename = async (name: string) => {
    const page = "/dashboard/settings";
    const id = await actionId(server.port, page, "renameAccount", signedIn());
    const { headers, ...form } = actionCall(server.port, { page, id, input: { name } });
    return { ...form, headers: signedIn(headers) };
  };

  test("gets a large input whole, and one that is too large is not taken", async () => {
    expect(actionResult(await call(server.port, await rename("x".repeat(250_000))))).toMatchObject({
      ok: false,
      fieldErrors: { name: expect.any(String) },
    });
    expect((await call(server.port, await rename("x".repeat(256 * 1024)))).status).toBe(413);
  });

  test("or anything else that is not read to its end stands in nobody's way", async () => {
    // The front door refuses such a form; whatever comes through one day must not hold up who comes next.
    const socket = connect(server.appSocket());
    onTestFinished(() => void socket.destroy());
    const bytes = 600_000;
    // A part whose head is none: whoever reads it stops there.
    const broken = "--x\r\nno head\r\n\r\n";
    const id = await actionId(server.port, "/dashboard/settings", "renameAccount", signedIn());
    let text = "";
    socket.setEncoding("latin1").on("data", (part: string) => (text += part));
    // What is still being written when it closes fails.
    socket.on("error", () => {});
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.write(
      [
        "POST /dashboard/settings HTTP/1.1",
        `Host: 127.0.0.1:${server.port}`,
        `Origin: ${server.origin}`,
        `Cookie: ${owner.cookie}`,
        `Next-Action: ${id}`,
        "Content-Type: multipart/form-data; boundary=x",
        `Content-Length: ${bytes}`,
        "",
        broken + "&".repeat(bytes - broken.length),
      ].join("\r\n"),
    );
    await withDeadline(closed, 20_000, "closing the connection");
    expect(text).toMatch(/^HTTP\/1\.1 [45]\d\d .*\r\nConnection: close\r\n/s);
  });
});

test("a handler that reads nothing of a long body is heard, each time, and what it answered is logged", async () => {
  const lengths = [70_000, 300_000, 1_000_000, 5_000_000];
  const statuses: number[] = [];
  for (const length of lengths) {
    for (let i = 0; i < 15; i++) {
      const { status } = await call(server.port, {
        method: "POST",
        path: "/api/v1/echo",
        headers: { "X-API-Key": owner.key.secret, "Content-Length": String(length) },
        body: Buffer.alloc(length),
      });
      statuses.push(status);
    }
  }
  expect(statuses).toEqual(Array(60).fill(200));
  // Pages that refuse a method answer as they are, and not that they are away.
  for (let i = 0; i < 15; i++) {
    const refused = await call(server.port, {
      method: "PUT",
      path: "/docs/introduction",
      headers: signedIn({ "Content-Length": String(256 * 1024) }),
      body: Buffer.alloc(256 * 1024),
    });
    expect(refused.status).not.toBe(503);
  }
  const logged = await server.database.db
    .select({ status: requestLogs.status })
    .from(requestLogs)
    .where(eq(requestLogs.method, "POST"));
  expect(logged.every(({ status }) => status === 200)).toBe(true);
});

function forwardedFrom(host: string) {
  return { Origin: `http://${host}`, "X-Forwarded-Host": host, Forwarded: `host=${host}` };
}

test("sign-in sets its cookies one by one, and a wrong password sets no session", async () => {
  const { headers } = await signIn(server.port, owner);
  const set = headers["set-cookie"] ?? [];
  expect(set.some((line) => line.startsWith("next-auth.session-token="))).toBe(true);
  expect(set.every((line) => /; Path=\/; /.test(line) && /; HttpOnly/.test(line))).toBe(true);
  const wrong = await signIn(server.port, { ...owner, password: "another password" });
  expect(wrong.status).toBe(401);
  expect(cookiesOf(wrong).some((cookie) => cookie.includes("session-token"))).toBe(false);
});

test("a page that is the same as before is not sent again, and HEAD has its head alone", async () => {
  const page = await get("/docs/introduction");
  expect(page.headers.etag).toBeDefined();
  const same = await get("/docs/introduction", { "If-None-Match": page.headers.etag! });
  expect([same.status, same.text, same.headers.etag]).toEqual([304, "", page.headers.etag]);
  const head = await call(server.port, { method: "HEAD", path: "/docs/introduction" });
  expect([head.status, head.text, head.headers.etag]).toEqual([200, "", page.headers.etag]);
});

test.each(["/", "/docs/introduction", "/forgot-password", "/no-such-page"])(
  "no shared cache keeps %s past the next build",
  async (path) => {
    const caching = (await get(path)).headers["cache-control"] ?? "";
    expect(caching).not.toMatch(/s-maxage|max-age=[1-9]/);
    expect(caching).toMatch(/must-revalidate|no-store|no-cache/);
  },
);

test("a file of the build comes as it is, and may be kept for ever", async () => {
  const { text } = await get("/sign-in");
  const path = /src="(\/_next\/static\/[^"]+\.js)"/.exec(text)![1]!;
  const plain = await get(path);
  expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  const packed = await fetch(server.origin + path, { headers: { "Accept-Encoding": "gzip" } });
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  expect(await packed.text()).toBe(plain.text);
});

/** The answer to a request, as soon as its head is there. */
function open(path: string): Promise<IncomingMessage> {
  const { port } = server;
  const request = httpRequest({ host: "127.0.0.1", port, path, headers: signedIn(), agent: false });
  request.end();
  return once(request, "response").then(([answer]) => answer as IncomingMessage);
}

/** What comes of an answer, as it comes. */
function reading(answer: IncomingMessage) {
  const read = { text: "", isWhole: false };
  answer.setEncoding("utf8");
  answer.on("data", (part: string) => (read.text += part));
  answer.once("end", () => (read.isWhole = answer.complete));
  return read;
}

/** Keeps whoever reads the log waiting. @returns lets them go on */
async function holdLog(): Promise<() => Promise<void>> {
  const { db } = server.database;
  let letGo!: () => void;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let done!: Promise<void>;
  await new Promise<void>((locked) => {
    done = db.transaction(async (tx) => {
      await tx.execute(sql`lock table request_logs in access exclusive mode`);
      locked();
      await held;
    });
  });
  const release = async () => {
    letGo();
    await done;
  };
  onTestFinished(release);
  return release;
}

test("a page's head and first parts come while the rest of it is still waited for", async () => {
  await get("/dashboard/keys/logs", signedIn());
  const letGo = await holdLog();
  const answer = await open("/dashboard/keys/logs");
  const read = reading(answer);
  await eventually(() => read.text.includes("Request logs"));
  expect(read.isWhole).toBe(false);
  expect(read.text).not.toContain("</html>");
  await letGo();
  await eventually(() => read.isWhole, 10_000);
  expect(read.text).toMatch(/<\/html>\s*$/);
});

test("an export's first part comes while the rest of it is still to be read", async () => {
  const letGo = await holdLog();
  const answer = await open("/dashboard/keys/logs/export?format=csv");
  expect(answer.headers["content-disposition"]).toMatch(/^attachment; filename="latchkey-/);
  const read = reading(answer);
  await eventually(() => read.text.startsWith("time,request_id,"));
  expect(read.isWhole).toBe(false);
  await letGo();
  await eventually(() => read.isWhole, 10_000);
});

const TIMES = 20;
const LOOKS: Array<[string, (owner: Owner) => string]> = [
  ["the log's tail", () => "/dashboard/keys/logs/tail"],
  ["the log", () => "/dashboard/keys/logs"],
  ["the key's page", ({ key }) => `/dashboard/keys/${key.id}`],
];

test.each(LOOKS)("a request that was answered just before is in %s", async (name, pathOf) => {
  for (let i = 0; i < TIMES; i++) {
    const path = `/api/v1/${encodeURIComponent(name)}-${i}`;
    const { status } = await get(path, { "X-API-Key": owner.key.secret });
    expect(status).toBe(404);
    const look = await get(pathOf(owner), signedIn());
    expect(look.text).toContain(path);
  }
});
