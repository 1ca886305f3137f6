import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import getPort from "get-port";
import { SERVER_BUNDLE } from "@/scripts/bundle-server";
import type { Scope } from "@/lib/tokens/schema";
import { makeOperator, makeToken } from "./own-server";

export interface AnotherServer {
  origin: string;
  makeOperator(email: string): Promise<void>;
  /** @returns the secret of a token with these scopes */
  makeToken(scopes: Scope[]): Promise<string>;
  /** All that it has printed so far. */
  printed(): string;
  stop(): Promise<void>;
}

/** A server as one gets it that sets nothing else, beside that of all flows, on a database of its own. */
export async function startAnotherServer(
  settings: Record<string, string> = {},
): Promise<AnotherServer> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "latchkey-e2e-"));
  const port = await getPort();
  const server = execa(process.execPath, [SERVER_BUNDLE], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    reject: false,
    stdin: "ignore",
    buffer: false,
    extendEnv: false,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      PORT: String(port),
      HOST: "127.0.0.1",
      LATCHKEY_DATA_DIR: dataDir,
      // A developer's own .env must not say otherwise.
      DATABASE_URL: "",
      REDIS_URL: "",
      LATCHKEY_UPSTREAM: "",
      LATCHKEY_TRUSTED_PROXIES: "",
      ...settings,
    },
  });
  const stop = async () => {
    server.kill("SIGTERM");
    await server;
    // The embedded database clears up after itself, and may be at it.
    await rm(dataDir, { recursive: true, force: true, maxRetries: 40, retryDelay: 100 });
  };
  let printed = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.on("data", (part: Buffer) => (printed += part.toString()));
  }
  const origin = await new Promise<string | null>((resolve) => {
    createInterface({ input: server.stdout })
      .on("line", (line) => resolve(/^Latchkey is ready on (\S+)$/.exec(line)?.[1] ?? null))
      .on("close", () => resolve(null));
  });
  if (origin) {
    return {
      origin,
      makeOperator: (email) => makeOperator(email, dataDir),
      makeToken: (scopes) => makeToken(scopes, dataDir),
      printed: () => printed,
      stop,
    };
  }
  await stop();
  throw new Error("another server did not start");
}
