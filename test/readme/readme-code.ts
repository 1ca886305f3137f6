import { readFile } from "node:fs/promises";
import path from "node:path";
import { ROOT } from "../root";

export interface CodeBlock {
  /** As the fence names it; empty where it names none. */
  language: string;
  code: string;
}

/** The code blocks of a section of README.md, in their order, exactly as they stand there. */
export async function readmeCode(section: string): Promise<CodeBlock[]> {
  const readme = await readFile(path.join(ROOT, "README.md"), "utf8");
  const text = readme.split(/^## /m).find((part) => part.startsWith(`${section}\n`));
  if (text === undefined) throw new Error(`README.md has no section "${section}"`);
  return [...text.matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)].map(([, language, code]) => ({
    language: language!,
    code: code!,
  }));
}
