import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readNow, writeNow } from "@/db/no-follow";
import { type Machine, THIS_MACHINE } from "@/lib/process/machine";
import { OWNER_FILE } from "./folder";

/** Says which process writes a journal; see `ProcessMark`. */
const ownerSchema = z.object({
  host: z.string(),
  /** Absent in older ones. */
  pidNamespace: z.string().nullable().exactOptional(),
  pid: z.int(),
  startedAt: z.string().nullable(),
  /** The run that has answered what its rows tell of. Absent in older ones. */
  run: z.guid().exactOptional(),
});

export type Owner = z.infer<typeof ownerSchema>;

/** Whether its process can be looked for from here. */
export function isNeighbour({ host, pidNamespace: namespace }: Owner, machine: Machine): boolean {
  const self = machine.self();
  return host === self.host && (namespace === undefined || namespace === self.pidNamespace);
}

/**
 * Makes a journal's folder where there is none, and marks it as this process's. @throws when it cannot
 * @returns whose it is now
 */
export function ownFolder(dir: string, run?: string, machine = THIS_MACHINE): Owner {
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const owner: Owner = { ...machine.self(), ...(run !== undefined && { run }) };
  writeNow(path.join(dir, OWNER_FILE), JSON.stringify(owner));
  return owner;
}

/** Whether a journal's folder says whose it is. */
export const isOwned = (dir: string): boolean => fs.existsSync(path.join(dir, OWNER_FILE));

/** Null: there is none, or nobody can say what it said. What keeps it from being read at all says nothing about it. */
export function readOwner(dir: string): Owner | "unreadable" | null {
  let text: string;
  try {
    text = readNow(path.join(dir, OWNER_FILE)).toString("utf8");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? null : "unreadable";
  }
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
