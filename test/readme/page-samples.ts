import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { ROOT } from "../root";

/** A text in the source of a page. */
export interface PageText {
  /** The file, and the constant where it has one. */
  where: string;
  text: string;
}

/** A piece of code that a page of the documentation shows. */
export interface PageSample extends PageText {
  language: "sh" | "ts" | "python" | "json" | "http";
}

function sourcesIn(folder: string): ts.SourceFile[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
    .map((name) => path.join(folder, name))
    .map((file) =>
      ts.createSourceFile(
        file,
        readFileSync(path.join(ROOT, file), "utf8"),
        ts.ScriptTarget.Latest,
        true,
        file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
      ),
    );
}

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

/** What a text says; what is put into it stays as its expression. Null where it is no text. */
function textOf(node: ts.Node | undefined): string | null {
  if (!node) return null;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  const put = node.templateSpans.map(
    ({ expression, literal }) => `\${${expression.getText()}}${literal.text}`,
  );
  return node.head.text + put.join("");
}

/** The name of the constant in which something stands; empty where there is none. */
function constantOf(node: ts.Node): string {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isVariableDeclaration(at)) return at.name.getText();
  }
  return "";
}

const placeOf = (node: ts.Node): string =>
  `${node.getSourceFile().fileName} ${constantOf(node)}`.trimEnd();

/** All texts in the source of pages and of what they are made of. */
export function pageTexts(): PageText[] {
  return ["app", "components"].flatMap(sourcesIn).flatMap((source) =>
    [...nodesOf(source)].flatMap((node) => {
      const text = textOf(node);
      return text === null ? [] : [{ where: placeOf(node), text }];
    }),
  );
}

/** The texts that `CodeTabs` and `CodeBlock` show under app/docs, but for those that are made when a page is. */
export function pageSamples(): PageSample[] {
  return sourcesIn("app/docs").flatMap((source) =>
    [...nodesOf(source)].flatMap((node) => {
      const shown = tabOf(node) ?? blockOf(node, source);
      return shown === null ? [] : [shown];
    }),
  );
}

const TABS: Record<string, PageSample["language"]> = {
  curl: "sh",
  typescript: "ts",
  python: "python",
};

/** A language of `CodeTabs`. */
function tabOf(node: ts.Node): PageSample | null {
  if (!ts.isPropertyAssignment(node)) return null;
  const name = node.name.getText();
  const text = textOf(node.initializer);
  if (text === null || !Object.hasOwn(TABS, name)) return null;
  return { where: `${placeOf(node)}.${name}`, language: TABS[name]!, text };
}

/** The text of a `CodeBlock`, also where it stands in a constant of its file. */
function blockOf(node: ts.Node, source: ts.SourceFile): PageSample | null {
  if (!ts.isJsxAttribute(node) || node.name.getText() !== "code") return null;
  if (node.parent.parent.tagName.getText() !== "CodeBlock") return null;
  const value = node.initializer;
  const shown = value && ts.isJsxExpression(value) ? value.expression : value;
  const told = shown && ts.isIdentifier(shown) ? constantNamed(shown.text, source) : shown;
  const text = textOf(told);
  if (text === null) return null;
  return { where: placeOf(told!), language: languageOf(text), text };
}

function constantNamed(name: string, source: ts.SourceFile): ts.Node | undefined {
  for (const node of nodesOf(source)) {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name) return node.initializer;
  }
  return undefined;
}

/** What is no call, no answer and no head of one is TypeScript, and has to be. */
function languageOf(text: string): PageSample["language"] {
  if (/^(curl|npm|npx|export) /m.test(text)) return "sh";
  if (/^(HTTP\/1\.1 \d|[\w-]+: )/.test(text)) return "http";
  return /^\s*\{\s*"/.test(text) ? "json" : "ts";
}
