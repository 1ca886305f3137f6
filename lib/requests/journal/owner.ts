import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { birthOf } from "@/db/embedded/process-identity";
import { readNow, writeNow } from "@/db/no-follow";
import { OWNER_FILE } from "./folder";

/** Says which process writes a journal: pids are reused, so the process's start counts too. */
export interface Owner {
  host: string;
  /** In which its pid means something; containers may share a host's name. Absent in older ones. */
  pidNamespace?: string | null;
  pid: number;
  startedAt: string | null;
  /** The run that has answered what its rows tell of. Absent in older ones. */
  run?: string;
}

/** This process's namespace of pids (Linux), or null. */
function pidNamespace(): string | null {
  try {
    return fs.readlinkSync("/proc/self/ns/pid");
  } catch {
    return null;
  }
}

/** Whether its process can be looked for from here. */
export const isNeighbour = ({ host, pidNamespace: namespace }: Owner): boolean =>
  host === os.hostname() && (namespace === undefined || namespace === pidNamespace());

/**
 * The start of a process in clock ticks since boot (Linux), or null. One that has ended and that nobody has reaped (as
 * the first process of some containers does not) has none: it would seem to live for ever.
 */
const processStart = (pid: number): string | null =>
  process.platform === "linux" ? (birthOf(pid) ?? null) : null;

/** Whether the process of a neighbour runs. */
export function isAlive(owner: Owner): boolean {
  if (owner.startedAt !== null) return processStart(owner.pid) === owner.startedAt;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Makes a journal's folder where there is none, and marks it as this process's. @throws when it cannot
 * @returns whose it is now
 */
export function ownFolder(dir: string, run?: string): Owner {
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const owner: Owner = {
    host: os.hostname(),
    pidNamespace: pidNamespace(),
    pid: process.pid,
    startedAt: processStart(process.pid),
    ...(run !== undefined && { run }),
  };
  writeNow(path.join(dir, OWNER_FILE), JSON.stringify(owner));
  return owner;
}

/** Whether a journal's folder says whose it is. */
export const isOwned = (dir: string): boolean => fs.existsSync(path.join(dir, OWNER_FILE));

/** Null: there is none. Anything else that keeps it from being read says nothing about it. */
export function readOwner(dir: string): Owner | "unreadable" | null {
  let text: string;
  try {
    text = readNow(path.join(dir, OWNER_FILE)).toString("utf8");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? null : "unreadable";
  }
  try {
    return JSON.parse(text) as Owner;
  } catch {
    // It died while it wrote this: before it could admit anything.
    return null;
  }
}
