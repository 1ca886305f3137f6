import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../root";

/** A piece of code in a document, as somebody would copy it. */
export interface Sample {
  /** Where it stands, for whom a test fails. */
  where: string;
  /** As the fence names it; empty where it names none. */
  language: string;
  /** What the fence says after the language. */
  marker: string;
  code: string;
}

/** All Markdown that people are shown. */
const PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].concat(
  ["docs", "examples"].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => path.join(folder, name)),
  ),
);

/** A fence, as far in as its list; its language; what else it says. */
const BLOCK = /^( *)```(\w*)[ \t]*(.*)\n([^]*?)^\1```$/gm;
const INLINE = /`([^`\n]+)`/g;

const lineAt = (text: string, index: number) => text.slice(0, index).split("\n").length;

function blocksOf(page: string): Sample[] {
  const text = readFileSync(path.join(ROOT, page), "utf8");
  return [...text.matchAll(BLOCK)].map((found) => {
    const [, indent, language, marker, code] = found as unknown as string[];
    return {
      where: `${page}:${lineAt(text, found.index)}`,
      language: language!,
      marker: marker!,
      code: code!.replaceAll(new RegExp(`^${indent!}`, "gm"), ""),
    };
  });
}

/** The blocks of all documents, in their order. */
export const documentBlocks = (): Sample[] => PAGES.flatMap(blocksOf);

/** What stands between two backticks amid a sentence. */
export const documentPhrases = (): Sample[] =>
  PAGES.flatMap((page) => {
    const text = readFileSync(path.join(ROOT, page), "utf8");
    // Blocks keep their lines, so that what is told of a place stays right.
    const prose = text.replaceAll(BLOCK, (block) => block.replaceAll(/[^\n]/g, ""));
    return [...prose.matchAll(INLINE)].map((found) => ({
      where: `${page}:${lineAt(prose, found.index)}`,
      language: "",
      marker: "",
      code: found[1]!,
    }));
  });
