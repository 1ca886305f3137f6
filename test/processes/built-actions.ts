import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ROOT } from "../root";

const Manifest = z.object({
  node: z.record(
    z.string(),
    z.object({
      workers: z.record(z.string(), z.unknown()),
      filename: z.string(),
      exportedName: z.string(),
    }),
  ),
  edge: z.record(z.string(), z.unknown()),
});

/** A server action as the build knows it. */
export interface BuiltAction {
  /** By which it is called, in `Next-Action`. */
  id: string;
  /** Its file and its name there. */
  name: string;
  /** The page on which it is called. @param keyId for a page about a key */
  page(keyId: string): string;
}

/** Every server action of the build: each is an endpoint that anybody may post to. */
export function builtActions(): BuiltAction[] {
  const file = path.join(ROOT, ".next/server/server-reference-manifest.json");
  const { node, edge } = Manifest.parse(JSON.parse(readFileSync(file, "utf8")));
  if (Object.keys(edge).length > 0) throw new Error("actions of the edge runtime are not called");
  return Object.entries(node).map(([id, { workers, filename, exportedName }]) => ({
    id,
    name: `${filename}#${exportedName}`,
    page: (keyId) => pathOf(Object.keys(workers)[0]!).replace("[id]", keyId),
  }));
}

/** `app/(auth)/sign-up/page` is `/sign-up`: groups are for folders, not for people. */
const pathOf = (worker: string) =>
  worker
    .replace(/^app/, "")
    .replace(/\/page$/, "")
    .replace(/\/\([^/]+\)/g, "") || "/";
