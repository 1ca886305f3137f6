import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import ts from "typescript";
import { METHODS } from "@/lib/endpoints";

/** A file of the app folder that Next.js serves. */
export interface RouteFile {
  /** From the project's root, with slashes. */
  file: string;
  source: string;
}

/** A file that serves a path under /api/v1. */
export interface KeyedFile {
  file: string;
  kind: "route" | "page";
  /** The path that it serves, with `[name]` for a segment that varies. */
  url: string;
  /**
   * The HTTP methods that it exports. To each the row that its `withApiKey` names; null where it is
   * not made by `export const GET = withApiKey("…", …)`. `export *` stands for what it may hide.
   */
  methods: Map<string, string | null>;
}

const EXPORT_ALL = "export *";
const SERVED = /^(route|page)\.(?:tsx?|jsx?)$/;

/** Reads the files of the app folder that Next.js may serve: route handlers and pages. */
export async function readRouteFiles(root: string): Promise<RouteFile[]> {
  const entries = await readdir(path.join(root, "app"), { recursive: true, encoding: "utf8" });
  const files = entries.filter((entry) => SERVED.test(path.basename(entry))).sort();
  return Promise.all(
    files.map(async (entry) => ({
      file: ["app", ...entry.split(path.sep)].join("/"),
      source: await readFile(path.join(root, "app", entry), "utf8"),
    })),
  );
}

/** What a file serves under /api/v1; null where it serves nothing there. */
export function keyedFile({ file, source }: RouteFile): KeyedFile | null {
  const folders = file.split("/").slice(1);
  const kind = SERVED.exec(folders.pop()!)?.[1] as KeyedFile["kind"] | undefined;
  // Next.js serves nothing out of a folder whose name begins with an underscore.
  if (kind === undefined || folders.some((name) => name.startsWith("_"))) return null;
  // Groups and slots give a folder a name that its path does not have.
  const url = "/" + folders.filter((name) => !/^(\(.*\)|@.*)$/.test(name)).join("/");
  if (!`${url}/`.startsWith("/api/v1/")) return null;
  const methods = kind === "route" ? methodsOf(file, source) : new Map<string, null>();
  return { file, kind, url, methods };
}

function methodsOf(file: string, source: string): Map<string, string | null> {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest);
  const exported = tree.statements.flatMap(exportsOf);
  return new Map(
    exported.filter(([name]) => name === EXPORT_ALL || METHODS.some((m) => m === name)),
  );
}

type Export = [name: string, row: string | null];

function exportsOf(statement: ts.Statement): Export[] {
  if (ts.isExportDeclaration(statement) && !statement.isTypeOnly) {
    const clause = statement.exportClause;
    if (!clause || !ts.isNamedExports(clause)) return [[EXPORT_ALL, null]];
    return clause.elements.map(({ name }) => [name.text, null]);
  }
  if (ts.isFunctionDeclaration(statement) && isExported(statement)) {
    return statement.name ? [[statement.name.text, null]] : [];
  }
  if (ts.isVariableStatement(statement) && isExported(statement)) {
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      namesOf(name).map((text): Export => [text, rowNamedBy(initializer)]),
    );
  }
  return [];
}

const isExported = (statement: ts.FunctionDeclaration | ts.VariableStatement) =>
  statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

function namesOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? namesOf(element.name) : [],
  );
}

/** The row in `withApiKey("/api/v1/report", …)`; null for any other expression. */
function rowNamedBy(expression: ts.Expression | undefined): string | null {
  if (!expression || !ts.isCallExpression(expression)) return null;
  const [row] = expression.arguments;
  if (!ts.isIdentifier(expression.expression) || expression.expression.text !== "withApiKey") {
    return null;
  }
  return row && ts.isStringLiteralLike(row) ? row.text : null;
}
