import type { Bed, Served } from "../bed";
import { ensurePeers, PEERS } from "./peers";

/**
 * A gateway of Fastify's plugins, with a key of its own.
 * @param databaseUrl an empty database
 * @throws {NotHere} when it is not installed and cannot be
 */
export async function startFastify(
  bed: Bed,
  databaseUrl: string,
  upstreamOrigin: string,
): Promise<Served & { key: string }> {
  await ensurePeers(bed.say);
  const args = ["fastify-server.js", databaseUrl, upstreamOrigin];
  const child = await bed.child(process.execPath, args, {
    cwd: PEERS,
    ready: /listening on (\S+ with \S+)/,
    env: { NODE_ENV: "production" },
  });
  const [origin, key] = child.ready.split(" with ") as [string, string];
  return { origin, key, pid: child.pid, stop: () => child.stop() };
}
