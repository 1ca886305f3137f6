import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { currentWatch, noteFailure, watched } from "@/lib/storage/watch";
import { call } from "@/test/http/call";
import { listen } from "@/test/http/listen";
import { unavailableWithoutStorage } from "./unavailable-storage";

const away = () => Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

/** An app whose handler fails as it is told to. */
async function startApp(handle: RequestListener) {
  const lines: string[] = [];
  const log = { warn: (_fields: object, line: string) => void lines.push(line) };
  const server = createServer((request, response) => {
    const watch = { failure: null };
    unavailableWithoutStorage(request, response, watch, log);
    watched(watch, () => handle(request, response));
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port, lines };
}

/** The ways in which frameworks end an answer. */
const WAYS: Array<[string, RequestListener]> = [
  [
    "at once",
    (_request, response) => {
      response.statusCode = 500;
      response.setHeader("Set-Cookie", "session=; Max-Age=0");
      response.end("it failed");
    },
  ],
  [
    "with a head of its own",
    (_request, response) => {
      response.writeHead(500, { "Set-Cookie": "session=", "Content-Length": "9" });
      response.write("it ");
      response.end("failed");
    },
  ],
  [
    "part by part",
    (_request, response) => {
      response.statusCode = 401;
      response.write("it ", () => {
        response.write("failed");
        response.end();
      });
    },
  ],
];

test.each(WAYS)(
  "a failure of the database that is answered %s becomes one 503",
  async (_how, handle) => {
    const { port } = await startApp((request, response) => {
      noteFailure(new Error("Failed query: select\n1", { cause: away() }));
      handle(request, response);
    });
    const page = await call(port, { path: "/dashboard" });
    expect(page.status).toBe(503);
    expect(page.headers["set-cookie"]).toBeUndefined();
    expect(page.headers["retry-after"]).toBe("2");
    expect(page.text).toMatch(
      /^<!doctype html>[^]*The database does not answer at this moment[^]*<\/html>\n$/,
    );
    const api = await call(port, { path: "/api/auth/session" });
    expect(api.status).toBe(503);
    expect(api.headers["latchkey-error"]).toBe("unavailable");
    expect(api.json()).toEqual({ error: "Service temporarily unavailable" });
    const head = await call(port, { method: "HEAD", path: "/dashboard" });
    expect([head.status, head.text]).toEqual([503, ""]);
  },
);

test("what NextAuth says of a failure is replaced whatever it says, and of a page only what is an error", async () => {
  const { port } = await startApp((_request, response) => {
    noteFailure(away());
    response.setHeader("Set-Cookie", "session=; Max-Age=0");
    response.end("{}");
  });
  expect(await call(port, { path: "/api/auth/session" })).toMatchObject({ status: 503 });
  expect(await call(port, { path: "/dashboard" })).toMatchObject({ status: 200, text: "{}" });
});

test("an error that is not the database's is left as it is", async () => {
  const { port, lines } = await startApp((_request, response) => {
    noteFailure(Object.assign(new Error("duplicate key"), { code: "23505" }));
    response.statusCode = 500;
    response.end("it failed");
  });
  expect(await call(port, { path: "/dashboard" })).toMatchObject({
    status: 500,
    text: "it failed",
  });
  expect(lines).toEqual([]);
});

test("one request's failure is not another's", async () => {
  const { port } = await startApp((request, response) => {
    if (request.url === "/fails") noteFailure(away());
    setImmediate(() => {
      response.statusCode = currentWatch()!.failure === null ? 200 : 500;
      response.end();
    });
  });
  const answers = await Promise.all(
    ["/fails", "/", "/fails", "/"].map((path) => call(port, { path })),
  );
  expect(answers.map(({ status }) => status)).toEqual([503, 200, 503, 200]);
});

test("however many requests it fails, it is told once in a while, in one line", async () => {
  const { port, lines } = await startApp((_request, response) => {
    noteFailure(Object.assign(new Error("told once"), { code: "57P03" }));
    response.statusCode = 500;
    response.end();
  });
  for (let i = 0; i < 20; i++) await call(port, { path: "/dashboard" });
  expect(lines).toEqual(["the database does not serve, and so pages cannot be"]);
});
