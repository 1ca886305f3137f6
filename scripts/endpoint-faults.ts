import { type Endpoint, endpointOf, type EndpointRow } from "@/lib/endpoints";
import { type KeyedFile, keyedFile, type RouteFile } from "./route-files";

const TABLE = "lib/endpoints.ts";

/**
 * What keeps the rows of lib/endpoints.ts and the handlers under app/api/v1 from working together.
 * The front door prices a request by its row before the handler runs: where the two do not fit,
 * the price is wrong, or the answer is one that nobody expects.
 *
 * @param files all files of the app folder that Next.js may serve
 * @returns a line for each fault: the file, what is wrong, and what to write
 */
export function endpointFaults(
  rows: Readonly<Record<string, Endpoint>>,
  files: readonly RouteFile[],
): string[] {
  const keyed = files.map(keyedFile).filter((file) => file !== null);
  const served = new Set(keyed.map(({ url }) => url));
  return [
    ...keyed.map((file) => fileFault(file, rows[file.url])),
    ...Object.entries(rows).map(([path, row]) =>
      served.has(path) ? rowFault(path, row) : withoutHandler(path),
    ),
  ].filter((fault) => fault !== null);
}

function fileFault(keyed: KeyedFile, row: Endpoint | undefined): string | null {
  const { file, kind, url, methods } = keyed;
  if (kind === "page") {
    return `${file}: pages are not served under /api/v1; write a route.ts, or move the page`;
  }
  if (url === "/api/v1" || url.includes("[...")) {
    return `${file}: an endpoint needs a folder of its own below app/api/v1, and each folder stands for one segment; move it, for example to app/api/v1/report/[id]`;
  }
  const example = `export const GET = withApiKey("${url}", …)`;
  if (methods.size === 0) return `${file}: exports no method; write ${example}`;
  if (row === undefined) {
    const exported = withoutHead([...methods.keys()]);
    const more = exported.join() === "GET" ? "" : `, ${methodsIn(exported)}`;
    return `${file}: has no row; add "${url}": { credits: 1, free: false${more} } to ${TABLE}`;
  }
  const unkeyed = [...methods.keys()].filter((name) => methods.get(name) !== url);
  if (unkeyed.length > 0) {
    return `${file}: ${unkeyed.join(", ")} must go through withApiKey under its own row; write ${example}`;
  }
  return methodsFault(keyed, row);
}

function methodsFault({ file, methods }: KeyedFile, row: Endpoint): string | null {
  const exported = [...methods.keys()] as NonNullable<EndpointRow["methods"]>;
  const served = endpointOf({ ...row, methods: exported }).methods;
  if (served.toSorted().join() === row.methods.toSorted().join()) return null;
  const missing = withoutHead(row.methods.filter((name) => !served.includes(name)));
  const names = withoutHead(row.methods).join(", ") || "none";
  const either = missing.length > 0 ? `export ${missing.join(", ")}, or ` : "";
  return `${file}: exports ${exported.join(", ")}, and its row names ${names}; ${either}write ${methodsIn(withoutHead(exported))} in ${TABLE}`;
}

/** Types say this, too, but a build does not look at types. */
function rowFault(path: string, { credits, free }: Endpoint): string | null {
  const row = `${TABLE}: the row "${path}"`;
  if (typeof free !== "boolean") return `${row} does not say free; write free: true or free: false`;
  if (!Number.isInteger(credits) || credits < 0) {
    return `${row} does not say credits; write a whole number, 0 or more`;
  }
  if (free && credits !== 0) return `${row} is free and costs ${credits}; write credits: 0`;
  return null;
}

const withoutHandler = (path: string) =>
  `${TABLE}: the row "${path}" has no handler; write app${path}/route.ts, or take the row out`;

const methodsIn = (names: readonly string[]) =>
  `methods: [${names.map((name) => `"${name}"`).join(", ")}]`;

/** As somebody writes them: `HEAD` comes with `GET`. */
const withoutHead = (names: readonly string[]) =>
  names.includes("GET") ? names.filter((name) => name !== "HEAD") : names;
