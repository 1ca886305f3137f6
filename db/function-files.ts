import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import lock from "./functions/edition.json" with { type: "json" };

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "functions");

/** A file of db/functions: an SQL function, and the triggers that run it. */
export interface FunctionFile {
  /** Of the function, and of the file. */
  name: string;
  text: string;
  /** Of the text, in hex. */
  sha256: string;
}

/**
 * Grows with each change of any function, so that an older program knows a database of a newer one. `npm run db:schema`
 * counts it, and a test sees to it that nobody forgets.
 */
export const FUNCTIONS_EDITION: number = lock.edition;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** @returns all of them, by name */
export function functionFiles(): FunctionFile[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".sql"));
  return names.sort().map((file) => {
    const text = readFileSync(path.join(FOLDER, file), "utf8");
    return { name: path.basename(file, ".sql"), text, sha256: sha256(text) };
  });
}

/** One number for the text of all of them. */
export const sha256OfAll = (files: readonly FunctionFile[]): string =>
  sha256(files.map((file) => `${file.name} ${file.sha256}\n`).join(""));
