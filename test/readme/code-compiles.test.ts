import path from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { ROOT } from "../root";
import { documentBlocks } from "./documents";
import { pageSamples } from "./page-samples";

/*
 * All TypeScript that README.md, the other documents and the pages under app/docs show, compiled against the app as one
 * program. Each block is a file; one that is not whole says what it is, and stands here with what is missing round it.
 */

const TABLE = "lib/endpoints.ts";

/** What a fence says after `ts`: a part of a file, and what makes a file of it. */
const FRAGMENTS: Record<string, (code: string) => string> = {
  // A row of the table of endpoints.
  row: (code) => `import type { EndpointRow } from "@/lib/endpoints";
export const rows = {
${code}} as const satisfies Record<\`/api/v1/\${string}\`, EndpointRow>;`,
};

/** Of the documentation's pages, by file and constant: what the reader has already. */
const READER_HAS: Record<string, string> = {
  "app/docs/keys-in-browsers/page.tsx CALL": "declare const key: string;\n",
};

interface Shown {
  where: string;
  marker: string;
  code: string;
}

const shown: Shown[] = [
  ...documentBlocks().filter(({ language }) => /^(ts|tsx|typescript)$/.test(language)),
  ...pageSamples()
    .filter(({ language }) => language === "ts")
    .map(({ where, text }) => ({ where, marker: "", code: text })),
];
const rows = shown.filter(({ marker }) => marker === "row").map(({ code }) => code);

/** Where a block says that it belongs, in a comment in its first line; else somewhere of its own. */
function fileOf({ where, code }: Shown): string {
  const said = /^\/\/ ([\w./[\]-]+\.tsx?)\n/.exec(code)?.[1];
  return path.join(ROOT, said ?? `shown/${where.replaceAll(/[^\w]+/g, "-")}.tsx`);
}

function sourceOf({ where, marker, code }: Shown): string {
  const whole = FRAGMENTS[marker]?.(code) ?? code;
  return (READER_HAS[where] ?? "") + whole;
}

/** The table of endpoints with the rows that are shown, each path once: a handler that is shown has its row. */
function tableWithRows(table: string): string {
  const byPath = new Map(rows.map((row) => [/^"([^"]+)"/.exec(row)?.[1], row]));
  const parts = table.split("const ROWS = {\n");
  expect(parts).toHaveLength(2);
  return parts.join(`const ROWS = {\n${[...byPath.values()].join("")}`);
}

function compile(files: ReadonlyMap<string, string>): ts.Program {
  const config = path.join(ROOT, "tsconfig.json");
  const read = ts.readConfigFile(config, (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, ROOT, {
    incremental: false,
    noEmit: true,
    plugins: [],
  });
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists.call(host, file);
  host.readFile = (file) => files.get(file) ?? readFile.call(host, file);
  return ts.createProgram([...files.keys()], options, host);
}

test("every block says what it is: a whole file, or a part of one that is known here", () => {
  expect(shown.length).toBeGreaterThan(0);
  const markers = new Set(shown.map(({ marker }) => marker).filter((marker) => marker !== ""));
  expect([...markers].filter((marker) => !Object.hasOwn(FRAGMENTS, marker))).toEqual([]);
  expect(Object.keys(FRAGMENTS).filter((marker) => !markers.has(marker))).toEqual([]);
  const places = new Set(shown.map(({ where }) => where));
  expect(Object.keys(READER_HAS).filter((where) => !places.has(where))).toEqual([]);
});

test("all TypeScript that is shown compiles against the app", () => {
  const files = new Map(shown.map((each) => [fileOf(each), sourceOf(each)]));
  expect(files.size).toBe(shown.length);
  const table = path.join(ROOT, TABLE);
  files.set(table, tableWithRows(ts.sys.readFile(table)!));
  const program = compile(files);
  const faults = [...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)!;
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ messageText }) => {
      const at = shown.find((each) => fileOf(each) === file)?.where ?? TABLE;
      return `${at}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  });
  expect(faults).toEqual([]);
});
