import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ENDPOINTS, findEndpoint } from "./endpoints";

const APP = path.join(import.meta.dirname, "../app");
const KEYED = path.join(APP, "api/v1");

const files = readdirSync(KEYED, { recursive: true, encoding: "utf8" });
const routes = files
  .filter((file) => /(^|\/)route\.(ts|tsx|js|jsx|mjs)$/.test(file))
  .map((file) => ({ file: path.join(KEYED, file), url: urlOf(path.dirname(file)) }));

/** A folder's URL: groups such as (public) are not part of it. */
function urlOf(folder: string): string {
  const segments = folder.split(path.sep).filter((name) => name !== "." && !/^\(.*\)$/.test(name));
  return ["/api/v1", ...segments].join("/");
}

test("every keyed route stands in the table, and every row has its route", () => {
  expect(routes.map(({ url }) => url).sort()).toEqual(Object.keys(ENDPOINTS).sort());
});

test("nothing but route handlers and what they import answers under the keyed API", () => {
  expect(files.filter((file) => /(^|\/)(page|default|layout)\.\w+$/.test(file))).toEqual([]);
});

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

test.each(routes)("every method of $url goes through withApiKey, under its own row", (route) => {
  const source = readFileSync(route.file, "utf8");
  const exported = [...source.matchAll(/export\s+(?:const|let|var|(?:async\s+)?function)\s+(\w+)/g)]
    .map(([, name]) => name!)
    .filter((name) => METHODS.includes(name));
  expect(exported.length).toBeGreaterThan(0);
  // Next answers HEAD as GET without its body.
  const served = exported.includes("GET") ? [...new Set([...exported, "HEAD"])] : exported;
  const row = ENDPOINTS[route.url as keyof typeof ENDPOINTS];
  expect(served.toSorted()).toEqual(row.methods.toSorted());
  for (const method of exported) {
    expect(source).toMatch(
      new RegExp(
        `export const ${method} = withApiKey\\(\\s*"${route.url.replace(/[[\]]/g, "\\$&")}"`,
      ),
    );
  }
  // Nothing may be exported by another way: `export { GET }`, `export * from`, `export default`.
  expect(source).not.toMatch(/export\s*(\{|\*|default)/);
});

test("a row is found by its path, and nothing else is", () => {
  for (const row of Object.keys(ENDPOINTS) as Array<keyof typeof ENDPOINTS>) {
    expect(findEndpoint(row)).toBe(ENDPOINTS[row]);
    expect(findEndpoint(`${row}/`)).toBeNull();
    expect(findEndpoint(`${row}/more`)).toBeNull();
    expect(findEndpoint(row.toUpperCase())).toBeNull();
  }
  for (const path of ["/api/v1", "/api/v1/", "/api/v1/unknown", "/", ""]) {
    expect(findEndpoint(path), path).toBeNull();
  }
});

test("a free endpoint charges nothing, and none charges a fraction", () => {
  for (const { credits, free } of Object.values(ENDPOINTS)) {
    expect(Number.isInteger(credits) && credits >= 0).toBe(true);
    if (free) expect(credits).toBe(0);
  }
});
