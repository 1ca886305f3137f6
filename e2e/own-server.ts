import { readFile } from "node:fs/promises";
import { type Database, openSql } from "@/db/client";
import { openDatabase } from "@/db/drizzle";
import { startEmbeddedPostgres } from "@/db/embedded";
import { createToken } from "@/lib/tokens/create";
import type { Scope } from "@/lib/tokens/schema";
import { grantOperator } from "@/lib/operators/grant";
import { expect } from "./owner";
import { noteOf, readPlaces } from "./places";

export { IS_ELSEWHERE } from "./places";

/*
 * What flows see and do of the server that e2e/server.ts starts for them, beside what its users do: they read its
 * mails, and let time pass in its database.
 */

const places = () => readPlaces(noteOf(process.env.LATCHKEY_E2E_PORT));

/** The newest link to such a page in a mail to an address; waits for the first. */
export async function mailedLink(to: string, page: string): Promise<string> {
  let links: string[] = [];
  await expect(async () => {
    const { output } = await places();
    links = linksIn(await readFile(output, "utf8"), to, page);
    expect(links, `mails to ${to}`).not.toEqual([]);
  }).toPass({ timeout: 20_000 });
  return links.at(-1)!;
}

/** A mail is in the log, where ends of lines are written as two characters; see lib/mail.ts. */
const linksIn = (output: string, to: string, page: string) =>
  output
    .replaceAll("\\n", "\n")
    .split("[mail to ")
    .filter((mail) => mail.startsWith(`${to}]`))
    .flatMap((mail) => mail.match(/^https?:\S+(?= *$)/gm) ?? [])
    .filter((link) => new URL(link).pathname === page);

async function inDatabaseOf<T>(dataDir: string, work: (url: string) => Promise<T>): Promise<T> {
  const embedded = await startEmbeddedPostgres({ dataDir });
  try {
    return await work(embedded.url);
  } finally {
    await embedded.stop();
  }
}

/** Lets eleven minutes pass since somebody last showed who they are, in every browser. */
export async function letProofGrowOld(email: string): Promise<void> {
  await inDatabaseOf((await places()).dataDir, async (url) => {
    const sql = openSql({ url, max: 1, name: "latchkey-e2e" });
    const { count } = await sql`
      update sessions set proven_at = proven_at - interval '11 minutes'
      from users where users.id = sessions.user_id and users.email = ${email}`;
    expect(count).toBeGreaterThan(0);
    await sql.end();
  });
}

/**
 * What `operators grant` does.
 * @param dataDir of another server than that of all flows
 */
export async function makeOperator(email: string, dataDir?: string): Promise<void> {
  await inDatabaseOf(dataDir ?? (await places()).dataDir, async (url) => {
    const db = openDatabase({ url, max: 1, name: "latchkey-e2e" });
    await grantOperator({ db, input: { email } });
    await db.$client.end();
  });
}

/** What `tokens create` does on the server of a data directory. @returns the token's secret */
export function makeToken(scopes: Scope[], dataDir: string): Promise<string> {
  return inDatabaseOf(dataDir, async (url) => {
    const db = openDatabase({ url, max: 1, name: "latchkey-e2e" });
    const { secret } = await createToken({ db, input: { name: "e2e", scopes, expiresAt: null } });
    await db.$client.end();
    return secret;
  });
}

/** Does something in the database of the server of all flows: what no user can make happen, or not in time. */
export async function inOwnDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  await inDatabaseOf((await places()).dataDir, async (url) => {
    const db = openDatabase({ url, max: 1, name: "latchkey-e2e" });
    await work(db);
    await db.$client.end();
  });
}
