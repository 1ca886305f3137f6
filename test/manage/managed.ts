import { Readable } from "node:stream";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { readdirSync } from "node:fs";
import path from "node:path";
import type { Database } from "@/db/client";
import { env } from "@/lib/env";
import { createToken } from "@/lib/tokens/create";
import { SCOPES, type Scope } from "@/lib/tokens/schema";
import { ROOT } from "../root";

/** Has route handlers in this process work on this database: it is where DATABASE_URL says. */
export function useDatabase(url: string): void {
  Object.assign(env(), {
    DATABASE_URL: url,
    AUTH_SECRET: "a secret for tests only, long enough",
  });
}

/** A token with these scopes; with all of them where none are named. */
export const makeToken = (db: Database, scopes: Scope[] = [...SCOPES]) =>
  createToken({ db, input: { name: "test", scopes, expiresAt: null } });

const API = path.join(ROOT, "app/api");
const FILES = readdirSync(API, { recursive: true, encoding: "utf8" })
  .filter((file) => /^manage\/(.*\/)?route\.ts$/.test(file))
  // What is named goes before what varies, and what takes all that is left comes last.
  .sort((a, b) => rank(a) - rank(b));

function rank(file: string): number {
  return file.split("[...").length * 1_000_000 + file.split("[").length * 1_000 - file.length;
}

/** The paths of the management API's route files, as `/accounts/[id]`. */
export const routePaths = (): string[] =>
  FILES.filter((file) => file.startsWith("manage/v1/")).map((file) =>
    file.slice("manage/v1".length, -"/route.ts".length),
  );

interface Found {
  file: string;
  params: Record<string, string | string[]>;
}

/** The file that Next.js would choose, and what it would hand over. */
function find(pathname: string): Found | null {
  const asked = pathname.slice("/api/".length).split("/");
  for (const file of FILES) {
    const params = match(path.dirname(file).split("/"), asked);
    if (params) return { file, params };
  }
  return null;
}

function match(pattern: string[], asked: string[]): Found["params"] | null {
  const params: Found["params"] = {};
  for (const [i, part] of pattern.entries()) {
    const rest = /^\[\[?\.\.\.(\w+)\]\]?$/.exec(part)?.[1];
    if (rest !== undefined) {
      params[rest] = asked.slice(i);
      return asked.length > i || part.startsWith("[[") ? params : null;
    }
    const name = /^\[(\w+)\]$/.exec(part)?.[1];
    if (asked[i] === undefined || (name === undefined && asked[i] !== part)) return null;
    if (name !== undefined) params[name] = asked[i];
  }
  return pattern.length === asked.length ? params : null;
}

type Handlers = Record<
  string,
  (request: Request, context: { params: Promise<Found["params"]> }) => Promise<Response>
>;

async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? "", "http://localhost");
  // A keyed request that was let in.
  if (url.pathname.startsWith("/api/v1/")) return void outgoing.writeHead(200).end("{}");
  const found = find(url.pathname);
  if (!found) return void outgoing.writeHead(404).end("next");
  const method = incoming.method ?? "GET";
  const handlers = (await import(path.join(API, found.file))) as Handlers;
  const hasBody = method !== "GET" && method !== "HEAD";
  const request = new Request(url, {
    method,
    headers: Object.entries(incoming.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, each]),
    ),
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {}),
  } as RequestInit);
  // As Next.js does: where nothing in a path varies there are none.
  const params = Object.keys(found.params).length > 0 ? Promise.resolve(found.params) : undefined;
  const response = await handlers[method]!(request, { params: params! });
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(method === "HEAD" ? undefined : await response.text());
}

/** The management API's route handlers, served as Next.js serves them. */
export const managedApp: RequestListener = (incoming, outgoing) => {
  handle(incoming, outgoing).catch((error: unknown) => {
    outgoing.destroy(error as Error);
  });
};
