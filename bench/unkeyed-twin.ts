import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** Where the twin of the echo handler is served, without a key. */
export const UNKEYED_ECHO = "/api/unkeyed-echo";

/**
 * The twin exists in copies only: the product has no endpoint that answers so without a key.
 * Same handler, same process, same way through the front door, but nothing is enforced.
 */
const UNKEYED_ROUTE = `
export const dynamic = "force-dynamic";

const account = { id: "0198a5d0-0000-7000-8000-000000000000", name: "Bench" };
const key = { id: "0198a5d0-0000-7000-8000-000000000001", alias: "bench", category: "production" };

ECHO

export const GET = (request: Request) => echo(request, { account, key });
`;

/** Takes the handler itself out of its file, so that the twin can never drift from it. */
export async function unkeyedTwin(root: string): Promise<string> {
  const source = await readFile(path.join(root, "app/api/v1/echo/route.ts"), "utf8");
  const handler = /const echo: KeyedHandler = [\s\S]*?\n};/.exec(source)?.[0];
  if (!handler) throw new Error("the echo handler is not where the benchmark looks for it");
  const untyped = handler.replace(
    /const echo: KeyedHandler = \(/,
    "const echo: (request: Request, caller: { account: object; key: object }) => Response = (",
  );
  return UNKEYED_ROUTE.trimStart().replace("ECHO", () => untyped);
}

/** Gives a copy of the app its twin. */
export async function writeTwin(copy: string, twin: string): Promise<void> {
  const file = path.join(copy, "app", UNKEYED_ECHO.slice(1), "route.ts");
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, twin);
}
