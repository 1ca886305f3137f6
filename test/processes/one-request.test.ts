import { request } from "node:http";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { call } from "../http/call";
import { makeAccount } from "../account";
import { makeKey } from "../key";
import { SERVICE_TOKEN, TestServer } from "./server";

/** Sends a body in pieces, each in a packet of its own. @returns status and body */
function sendInPieces(port: number, pieces: string[]): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        host: "127.0.0.1",
        method: "POST",
        path: "/api/verify",
        headers: {
          Authorization: `Bearer ${SERVICE_TOKEN}`,
          "Content-Length": Buffer.byteLength(pieces.join("")),
        },
      },
      (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      },
    );
    sent.on("error", reject);
    sent.setNoDelay();
    void (async () => {
      for (const piece of pieces) {
        await new Promise((done) => sent.write(piece, done));
        await new Promise((done) => setImmediate(done));
      }
      sent.end();
    })();
  });
}

test("the built server serves a handler, a page and a body that comes in pieces, on this Node.js", async () => {
  const server = await TestServer.start();
  onTestFinished(() => server.remove());
  const { accountId } = await makeAccount(server.database.db, { cleanup: false });
  const key = await makeKey({ db: server.database.db, accountId });

  const echo = await call(server.port, {
    path: "/api/v1/echo",
    headers: { "X-API-Key": key.secret },
  });
  expect(echo.status).toBe(200);
  expect(echo.json()).toMatchObject({ method: "GET", caller: { key: { id: key.id } } });

  const body = JSON.stringify({ key: key.secret, path: "/api/v1/reports", method: "GET" });
  const verified = await sendInPieces(server.port, [...body]);
  expect(verified.status).toBe(200);
  expect(JSON.parse(verified.body)).toMatchObject({ valid: true });

  expect((await call(server.port, { path: "/sign-in" })).status).toBe(200);
});
