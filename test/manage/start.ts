import { type Answer, call } from "../http/call";
import { type FrontDoorSetup, startFrontDoor } from "../http/front-door";
import { makeToken, managedApp, useDatabase } from "./managed";

export interface Ask {
  body?: unknown;
  /** Null: none. */
  token?: string | null;
  headers?: Record<string, string>;
}

/** Calls the management API at a port with a token. */
export function asker(port: number, secret: string) {
  return (method: string, path: string, { body, token = secret, headers }: Ask = {}) =>
    call(port, {
      method,
      path: `/api/manage/v1${path}`,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: typeof body === "string" || body === undefined ? body : JSON.stringify(body),
    });
}

/** The front door before the management API's own handlers, on a database of its own, and a token that may do all. */
export async function startManaged(setup: FrontDoorSetup = {}) {
  const door = await startFrontDoor({ app: managedApp, ...setup });
  useDatabase(door.databaseUrl);
  const { secret, token } = await makeToken(door.db);
  return { door, secret, token, ask: asker(door.port, secret) };
}

export type Managed = Awaited<ReturnType<typeof startManaged>>;

/** The code of a problem, and the paths of its fields. */
export function problemOf(answer: Answer): { status: number; code: unknown; paths: string[] } {
  const { code, errors = [] } = answer.json<{ code: string; errors?: Array<{ path: string }> }>();
  return { status: answer.status, code, paths: errors.map(({ path }) => path) };
}
