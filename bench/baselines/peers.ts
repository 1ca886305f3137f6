import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { NotHere } from "../figure";

/** What Latchkey is compared with, with a lockfile of its own. */
export const PEERS = fileURLToPath(new URL("../peers", import.meta.url));

interface Package {
  version?: string;
  dependencies?: Record<string, string>;
}

const packageAt = async (...folders: string[]) =>
  JSON.parse(await readFile(path.join(PEERS, ...folders, "package.json"), "utf8")) as Package;

/** Installs the peers as their lockfile says, unless they are there. @throws {NotHere} */
export async function ensurePeers(say: (line: string) => void): Promise<void> {
  const { dependencies = {} } = await packageAt();
  const areThere = await Promise.all(
    Object.entries(dependencies).map(([name, version]) =>
      packageAt("node_modules", name).then(
        (installed) => installed.version === version,
        () => false,
      ),
    ),
  );
  if (areThere.every(Boolean)) return;
  say("Installing what Latchkey is compared with …");
  const { failed } = await execa("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: PEERS,
    reject: false,
    stdio: "ignore",
    timeout: 180_000,
  });
  if (failed) throw new NotHere("the peers could not be installed: run npm ci in bench/peers");
}
