import { mkdir } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";

/**
 * Installs a Node.js from the npm registry, where each system's binary is a package of its own.
 * @param version a major version, or "latest"
 * @returns the program; null where it cannot be had, which is said
 */
export async function installNode(version: string): Promise<string | null> {
  const folder = path.resolve(".latchkey", "nodes", version);
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  await mkdir(folder, { recursive: true });
  const installed = await execa(
    "npm",
    ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, `${name}@${version}`],
    { reject: false, all: true },
  );
  if (!installed.failed) return path.join(folder, "node_modules", name, "bin", "node");
  console.log(`Node.js ${version} cannot be installed from the npm registry:\n${installed.all}`);
  return null;
}
