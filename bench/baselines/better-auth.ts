import type { Bed, Served } from "../bed";
import { ensurePeers, PEERS } from "./peers";

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
