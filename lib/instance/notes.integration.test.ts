import { afterAll, beforeAll, expect, test } from "vitest";
import { openSql } from "@/db/client";
import { keepTellingNotes } from "./notes";
import { uuidv7 } from "@/lib/ids";
import { listInstances } from "@/lib/operators/instances";
import { type OwnDatabase, ownDatabase } from "@/test/database";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

const WAITS = { timeout: 15_000, interval: 50 };

test("an instance's notes are in its row while they hold, and in its next one when it takes another name", async () => {
  const sql = openSql({ url: own.url, max: 2, name: "latchkey-test" });
  const announce = async (silentForS = 0) => {
    const id = uuidv7();
    await sql`
      insert into instances (id, host, pid, journal_dir, heartbeat_at)
      values (${id}, 'here', 1, '/nowhere', now() - make_interval(secs => ${silentForS}))`;
    return id;
  };
  const notesOf = async (id: string) =>
    (await listInstances({ db: own.db })).find((instance) => instance.id === id)?.notes;
  const [first, other] = [await announce(), await announce()];
  let id = first;
  let notes = ['a "quoted" one, with {braces}', "another"];
  const end = keepTellingNotes({ sql, instanceId: () => id, notes: async () => notes });

  await expect.poll(() => notesOf(first), WAITS).toEqual(notes);
  expect(await notesOf(other)).toEqual([]);
  // It is taken for dead, and joins anew before its new row is there.
  id = uuidv7();
  await sql`insert into instances (id, host, pid, journal_dir) values (${id}, 'here', 1, '/nowhere')`;
  await expect.poll(() => notesOf(id), WAITS).toEqual(notes);
  notes = [];
  await expect.poll(() => notesOf(id), WAITS).toEqual([]);
  end();
  await sql.end({ timeout: 1 });
});

test("instances that are silent are told as such, after those that are in touch", async () => {
  await own.db.$client`
    insert into instances (id, host, pid, journal_dir, started_at, heartbeat_at) values
      (${uuidv7()}, 'silent', 1, '/nowhere', now() - interval '2 hours', now() - interval '11 seconds'),
      (${uuidv7()}, 'lively', 2, '/nowhere', now() - interval '1 hour', now())`;
  const told = (await listInstances({ db: own.db })).filter(({ host }) => host !== "here");
  expect(told).toMatchObject([
    { host: "lively", pid: 2, isInTouch: true },
    { host: "silent", pid: 1, isInTouch: false },
  ]);
});
