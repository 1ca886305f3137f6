import { describe, expect, it } from "vitest";
import { type EndpointRow, endpointOf } from "@/lib/endpoints";
import { endpointFaults } from "./endpoint-faults";

const ROW: EndpointRow = { credits: 5, free: false };
const REPORT = "app/api/v1/report/route.ts";

function faults(rows: Record<string, EndpointRow>, sources: Record<string, string>): string[] {
  return endpointFaults(
    Object.fromEntries(Object.entries(rows).map(([path, row]) => [path, endpointOf(row)])),
    Object.entries(sources).map(([file, source]) => ({ file, source })),
  );
}

const handler = (path: string, ...methods: string[]) =>
  methods.map((name) => `export const ${name} = withApiKey("${path}", answer);`).join("\n");

describe("rows and handlers that fit", () => {
  it.each<[string, EndpointRow, string[]]>([
    ["GET without a word", ROW, ["GET"]],
    ["GET and HEAD", { ...ROW, methods: ["GET", "HEAD"] }, ["GET"]],
    ["a HEAD of its own", ROW, ["HEAD", "GET"]],
    ["HEAD alone", { ...ROW, methods: ["HEAD"] }, ["HEAD"]],
    ["POST beside GET", { ...ROW, methods: ["POST", "GET"] }, ["GET", "POST"]],
    ["POST alone", { ...ROW, methods: ["POST"] }, ["POST"]],
  ])("are left alone: %s", (_, row, methods) => {
    const source = handler("/api/v1/report", ...methods);
    expect(faults({ "/api/v1/report": row }, { [REPORT]: source })).toEqual([]);
  });

  it("are found by the path that Next.js serves them at", () => {
    const path = "/api/v1/orders/[id]";
    for (const file of [
      "app/api/v1/orders/[id]/route.ts",
      "app/api/v1/orders/[id]/route.tsx",
      "app/api/v1/(shop)/orders/[id]/route.js",
      "app/(keyed)/api/v1/orders/(one)/[id]/route.ts",
      "app/api/v1/@shop/orders/[id]/route.ts",
    ]) {
      expect(faults({ [path]: ROW }, { [file]: handler(path, "GET") }), file).toEqual([]);
    }
  });

  it("are not disturbed by what Next.js does not serve there", () => {
    const source = handler("/api/v1/report", "GET");
    for (const file of [
      "app/api/v1/_parts/route.ts",
      "app/api/v1/report/router.ts",
      "app/api/v10/report/route.ts",
      "app/api/verify/route.ts",
      "app/dashboard/page.tsx",
    ]) {
      expect(faults({}, { [file]: source }), file).toEqual([]);
    }
  });

  it("may export what Next.js takes besides methods, and types", () => {
    const source = `
      export const dynamic = "force-dynamic";
      export const maxDuration = 60;
      export type * from "./report";
      export interface Line { text: string }
      // export const POST = withApiKey("/api/v1/other", answer);
      const text = \`
        export const PUT = 1;
      \`;
      ${handler("/api/v1/report", "GET")}`;
    expect(faults({ "/api/v1/report": ROW }, { [REPORT]: source })).toEqual([]);
  });
});

describe("what is missing is told in one line, with its file and its remedy", () => {
  it.each<[string, Record<string, EndpointRow>, Record<string, string>, string]>([
    [
      "a handler without a row",
      {},
      { [REPORT]: handler("/api/v1/report", "GET") },
      `${REPORT}: has no row; add "/api/v1/report": { credits: 1, free: false } to lib/endpoints.ts`,
    ],
    [
      "a handler of other methods without a row",
      {},
      { [REPORT]: handler("/api/v1/report", "GET", "POST") },
      `${REPORT}: has no row; add "/api/v1/report": { credits: 1, free: false, methods: ["GET", "POST"] } to lib/endpoints.ts`,
    ],
    [
      "a handler of HEAD alone without a row",
      {},
      { [REPORT]: handler("/api/v1/report", "HEAD") },
      `${REPORT}: has no row; add "/api/v1/report": { credits: 1, free: false, methods: ["HEAD"] } to lib/endpoints.ts`,
    ],
    [
      "a row without a handler",
      { "/api/v1/report": ROW },
      {},
      `lib/endpoints.ts: the row "/api/v1/report" has no handler; write app/api/v1/report/route.ts, or take the row out`,
    ],
    [
      "a method that the row does not name",
      { "/api/v1/report": ROW },
      { [REPORT]: handler("/api/v1/report", "GET", "POST") },
      `${REPORT}: exports GET, POST, and its row names GET; write methods: ["GET", "POST"] in lib/endpoints.ts`,
    ],
    [
      "a method that the handler does not export",
      { "/api/v1/report": { ...ROW, methods: ["GET", "PUT"] } },
      { [REPORT]: handler("/api/v1/report", "GET") },
      `${REPORT}: exports GET, and its row names GET, PUT; export PUT, or write methods: ["GET"] in lib/endpoints.ts`,
    ],
    [
      "a handler of POST whose row names no methods",
      { "/api/v1/report": ROW },
      { [REPORT]: handler("/api/v1/report", "POST") },
      `${REPORT}: exports POST, and its row names GET; export GET, or write methods: ["POST"] in lib/endpoints.ts`,
    ],
    [
      "a handler that exports nothing",
      { "/api/v1/report": ROW },
      { [REPORT]: "export default function handler() {}" },
      `${REPORT}: exports no method; write export const GET = withApiKey("/api/v1/report", …)`,
    ],
    [
      "a page",
      {},
      { "app/api/v1/report/page.tsx": "export default function Page() {}" },
      "app/api/v1/report/page.tsx: pages are not served under /api/v1; write a route.ts, or move the page",
    ],
    [
      "a row that says no credits",
      { "/api/v1/report": { free: false } as EndpointRow },
      { [REPORT]: handler("/api/v1/report", "GET") },
      'lib/endpoints.ts: the row "/api/v1/report" does not say credits; write a whole number, 0 or more',
    ],
    [
      "a row that does not say whether it is free",
      { "/api/v1/report": { credits: 5 } as EndpointRow },
      { [REPORT]: handler("/api/v1/report", "GET") },
      'lib/endpoints.ts: the row "/api/v1/report" does not say free; write free: true or free: false',
    ],
    [
      "a free row that costs something",
      { "/api/v1/report": { credits: 5, free: true } },
      { [REPORT]: handler("/api/v1/report", "GET") },
      'lib/endpoints.ts: the row "/api/v1/report" is free and costs 5; write credits: 0',
    ],
  ])("%s", (_, rows, sources, line) => {
    expect(faults(rows, sources)).toEqual([line]);
  });

  it.each([
    "app/api/v1/route.ts",
    "app/api/v1/[...path]/route.ts",
    "app/api/v1/a/[[...b]]/route.ts",
  ])("a handler of no path or of many: %s", (file) => {
    expect(faults({}, { [file]: handler("/api/v1", "GET") })).toEqual([
      `${file}: an endpoint needs a folder of its own below app/api/v1, and each folder stands for one segment; move it, for example to app/api/v1/report/[id]`,
    ]);
  });

  it.each([
    ["GET", "export async function GET() {}"],
    ["GET", "export const GET = () => new Response();"],
    ["GET", 'export const GET = withApiKey("/api/v1/echo", answer);'],
    ["GET", "export const GET = withApiKey(path, answer);"],
    ["GET", 'export const GET = unkeyed("/api/v1/report", answer);'],
    ["GET", 'const GET = withApiKey("/api/v1/report", answer);\nexport { GET };'],
    ["GET", 'export { read as GET } from "./read";'],
    ["GET, POST", "export const { GET, POST } = handlers;"],
    ["export *", 'export * from "./handlers";'],
  ])("a handler of %s that is reached past its row: %s", (names, source) => {
    const line = faults({ "/api/v1/report": ROW }, { [REPORT]: source });
    expect(line).toEqual([
      `${REPORT}: ${names} must go through withApiKey under its own row; write export const GET = withApiKey("/api/v1/report", …)`,
    ]);
  });
});
