import fs from "node:fs";
import path from "node:path";
import { uuidv7 } from "@/lib/ids";
import { Journal } from "@/lib/requests/journal/journal";
import type { RequestRow } from "@/lib/requests/journal/row";

/** A journal as a process that died left it; without an owner's mark, unless one is given. */
export function leftBehind(root: string, rows: readonly RequestRow[], owner?: object): string {
  const id = uuidv7();
  const journal = new Journal(path.join(root, id));
  for (const each of rows) journal.append([each]);
  journal.close();
  if (owner) fs.writeFileSync(path.join(root, id, "owner.json"), JSON.stringify(owner));
  return id;
}

/** Marks the journals of a folder as those of a process that does not run any more, although it does. */
export function asIfKilled(root: string): void {
  for (const entry of fs.readdirSync(root, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const file = path.join(root, entry.name, "owner.json");
    const owner = JSON.parse(fs.readFileSync(file, "utf8"));
    fs.writeFileSync(file, JSON.stringify({ ...owner, startedAt: "0" }));
  }
}
