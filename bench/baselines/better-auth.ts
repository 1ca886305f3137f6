import { stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { Bed, Served } from "../bed";
import { NotHere } from "../figure";

const PEERS = fileURLToPath(new URL("../peers", import.meta.url));

/** Installs what Latchkey is compared with, as its lockfile says, unless it is there. */
async function ensurePeers(say: (line: string) => void): Promise<void> {
  const isThere = await stat(path.join(PEERS, "node_modules", "better-auth")).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  say("Installing better-auth for the comparison …");
  const { failed } = await execa("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: PEERS,
    reject: false,
    stdio: "ignore",
    timeout: 180_000,
  });
  if (failed) throw new NotHere("better-auth could not be installed: run npm ci in bench/peers");
}

/** @throws {NotHere} when it is not installed and cannot be */
export async function startBetterAuth(
  bed: Bed,
  databaseUrl: string,
): Promise<Served & { key: string }> {
  await ensurePeers(bed.say);
  const child = await bed.child(process.execPath, ["better-auth-server.js", databaseUrl], {
    cwd: PEERS,
    ready: /listening on (\S+ with \S+)/,
    env: { NODE_ENV: "production", BETTER_AUTH_TELEMETRY: "0" },
  });
  const [origin, key] = child.ready.split(" with ") as [string, string];
  return { origin, key, pid: child.pid, stop: () => child.stop() };
}
