import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import getPort from "get-port";
import { type AnotherServer, startAnotherServer } from "./another-server";

export interface HostApp {
  origin: string;
  latchkey: AnotherServer;
  /** Calls the management API as the app's backend does. */
  manage<T>(method: string, path: string, body?: object): Promise<T>;
  stop(): Promise<void>;
}

const APP = path.join(fileURLToPath(new URL("..", import.meta.url)), "examples/portal/server.mjs");

/** The example of an app with a sign-in of its own, beside a Latchkey that lets it lead people back. */
export async function startHostApp(): Promise<HostApp> {
  const port = await getPort();
  const origin = `http://127.0.0.1:${port}`;
  const latchkey = await startAnotherServer({
    LATCHKEY_PORTAL_RETURN_ORIGINS: origin,
    LATCHKEY_LOG_LEVEL: "trace",
  });
  const token = await latchkey.makeToken(["accounts:write", "keys:write", "portal:write"]);
  const app = execa(process.execPath, [APP], {
    reject: false,
    stdin: "ignore",
    buffer: false,
    env: { LATCHKEY_URL: latchkey.origin, LATCHKEY_TOKEN: token, PORT: String(port) },
  });
  await new Promise((resolve) => app.stdout.once("data", resolve));
  return {
    origin,
    latchkey,
    async manage<T>(method: string, path: string, body?: object) {
      const answer = await fetch(`${latchkey.origin}/api/manage/v1${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    async stop() {
      app.kill("SIGTERM");
      await app;
      await latchkey.stop();
    },
  };
}
