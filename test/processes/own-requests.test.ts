import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../http/call";
import { actionCall, actionId, actionResult } from "./server-action";
import { TestServer } from "./server";

let server: TestServer;
beforeAll(async () => void (server = await TestServer.start()));
afterAll(() => server.remove());

/** Asks for the reset of a password nobody has, from another page than the form's own. */
async function resetFrom(page: string, host: string) {
  const { port } = server;
  const id = await actionId(port, "/forgot-password", "requestReset");
  const asked = actionCall(port, { page, id, input: { email: "nobody@example.com" } });
  Object.assign(asked.headers, { Host: host, Origin: `http://${host}` });
  return call(port, asked);
}

test.each(["127.0.0.1", "localhost", "keys.example.com:8443"])(
  "an action that stands on another page runs, whatever the host: %s",
  async (host) => {
    const answer = await resetFrom("/docs/introduction", host);
    expect(answer.status).toBe(200);
    expect(actionResult(answer)).toMatchObject({ ok: true });
    // It takes the app's own way, and not one through the front door and its port.
    expect(server.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  },
);

test("an action from another origin is refused there as well", async () => {
  const { port } = server;
  const id = await actionId(port, "/forgot-password", "requestReset");
  const asked = actionCall(port, { page: "/docs/introduction", id, input: { email: "a@b.co" } });
  Object.assign(asked.headers, { Origin: "https://evil.example" });
  const answer = await call(port, asked);
  expect(actionResult(answer)).toBeNull();
});
