import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeAudit } from "@/lib/audit";
import { writeCursor } from "@/lib/requests/reading/cursor";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { exportTrail, readTrailFilter, searchTrail, trailQuery, type TrailFilter } from "./trail";

let own: OwnDatabase;
let account: TestAccount;
let other: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  account = await makeAccount(own.db, { cleanup: false });
  other = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

/** Each test has the trail to itself. */
async function write(...events: Array<{ action: string; at: string; by?: "cli" | "system" }>) {
  await own.db.execute(sql`delete from audit_events`);
  for (const { action, at, by = "cli" } of events) {
    for (const { accountId } of [account, other]) {
      const actor = { kind: by, userId: null, ip: "198.51.100.9" };
      await writeAudit(own.db, { ctx: { accountId, actor }, action, after: { alias: action } });
      await own.db.execute(sql`
        update audit_events set at = ${at}::timestamptz
         where account_id = ${accountId} and action = ${action}`);
    }
  }
}

const search = (
  filter: TrailFilter = {},
  more: { cursor?: string | undefined; limit?: number; timeZone?: string } = {},
) =>
  searchTrail({
    ctx: { db: own.db, accountId: account.accountId },
    input: { filter, timeZone: "UTC", limit: 10, ...more },
  });
const actionsOf = ({ events }: Awaited<ReturnType<typeof search>>) =>
  events.map(({ action }) => action);

test("a trail is an account's own, newest first, and is narrowed by what, who and when", async () => {
  await write(
    { action: "key.create", at: "2026-05-01T10:00:00Z" },
    { action: "session.begin", at: "2026-05-02T23:30:00Z", by: "system" },
    { action: "user.password", at: "2026-05-03T10:00:00Z" },
    { action: "account.plan", at: "2026-05-04T10:00:00Z" },
  );
  const all = ["account.plan", "user.password", "session.begin", "key.create"];
  const found = await search();
  expect(actionsOf(found)).toEqual(all);
  expect([found.newer, found.older]).toEqual([null, null]);
  expect(actionsOf(await search({ kind: "keys" }))).toEqual(["key.create"]);
  expect(actionsOf(await search({ kind: "people", by: "cli" }))).toEqual(["user.password"]);
  expect(actionsOf(await search({ by: "system" }))).toEqual(["session.begin"]);
  expect(actionsOf(await search({ by: "portal" }))).toEqual([]);
  // The last day counts whole, and days are the reader's.
  expect(actionsOf(await search({ from: "2026-05-02", to: "2026-05-03" }))).toEqual(
    all.slice(1, 3),
  );
  const inTokyo = { timeZone: "Asia/Tokyo" };
  expect(actionsOf(await search({ to: "2026-05-02" }, inTokyo))).toEqual(["key.create"]);
  expect(actionsOf(await search({ from: "2026-05-03" }, inTokyo))).toEqual(all.slice(0, 3));
});

test("pages lead through all of it and back, also where many came at one moment", async () => {
  const at = "2026-05-01T10:00:00.123456Z";
  const actions = ["key.create", "key.update", "key.rotate", "key.delete", "ip.block"];
  await write(...actions.map((action) => ({ action, at })));
  const whole = actionsOf(await search());
  expect(new Set(whole)).toEqual(new Set(actions));
  const pages = [await search({}, { limit: 2 })];
  while (pages.at(-1)!.older) {
    pages.push(await search({}, { limit: 2, cursor: pages.at(-1)!.older! }));
  }
  expect(pages.map((page) => page.events.length)).toEqual([2, 2, 1]);
  expect(pages.flatMap(actionsOf)).toEqual(whole);
  const back = await search({}, { limit: 2, cursor: pages[2]!.newer! });
  expect(actionsOf(back)).toEqual(actionsOf(pages[1]!));
  const first = await search({}, { limit: 2, cursor: back.newer! });
  expect(actionsOf(first)).toEqual(actionsOf(pages[0]!));
  expect(first.newer).toBeNull();
  // What is no cursor is the newest page.
  expect(actionsOf(await search({}, { limit: 2, cursor: "nonsense" }))).toEqual(whole.slice(0, 2));
  const beyond = {
    go: "older",
    at: "2020-01-01T00:00:00.000000Z",
    id: first.events[0]!.id,
  } as const;
  expect((await search({}, { cursor: writeCursor(beyond) })).events).toEqual([]);
});

test("an export holds what is found, more than one batch of it, in either form", async () => {
  await own.db.execute(sql`delete from audit_events`);
  await own.db.execute(sql`
    insert into audit_events (id, account_id, actor, action, after)
    select gen_random_uuid(), ${account.accountId}, 'cli', 'key.update', '{"alias": "=1+1"}'
      from generate_series(1, 2500)`);
  const ctx = { db: own.db, accountId: account.accountId };
  const textOf = async (format: "csv" | "ndjson", filter: TrailFilter = {}) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of exportTrail({ ctx, input: { filter, timeZone: "UTC" } }, format)) {
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString();
  };
  const lines = (await textOf("ndjson")).trim().split("\n");
  expect(new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(2500);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    who: "the command line",
    after: { alias: "=1+1" },
  });
  const csv = (await textOf("csv")).trim().split("\r\n");
  expect(csv).toHaveLength(2501);
  expect(csv[0]).toBe("time,who,action,what,target_id,key,before,after,ip");
  expect((await textOf("csv", { kind: "sign-ins" })).trim().split("\r\n")).toHaveLength(1);
});

test("what makes no sense in an address is left out and named; the rest goes back into one", () => {
  const { filter, ignored } = readTrailFilter({
    kind: "keys",
    by: ["token", "cli"],
    from: "2026-02-30",
    to: "2026-05-03",
  });
  expect(filter).toEqual({ kind: "keys", by: "token", to: "2026-05-03" });
  expect(ignored).toEqual(["from"]);
  expect(trailQuery(filter)).toBe("?kind=keys&by=token&to=2026-05-03");
  expect(trailQuery({})).toBe("");
});
