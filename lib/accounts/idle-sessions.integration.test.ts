import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { findSession, insertSession, listSessions } from "@/db/queries/sessions";
import { uuidv7 } from "@/lib/ids";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";

const db = testDatabase();

async function sessionSeen(userId: string, { begunDays, idleHours }: Record<string, number>) {
  const id = uuidv7();
  await insertSession(db, { id, userId, ip: null, userAgent: null }, null);
  await db.execute(sql`
    update sessions set created_at = now() - make_interval(days => ${begunDays}),
      last_seen_at = now() - make_interval(hours => ${idleHours}) where id = ${id}`);
  return id;
}

test("a session that nobody used for a week is over, and so is one of 30 days in use", async () => {
  const { userId } = await makeAccount(db);
  const living = await sessionSeen(userId, { begunDays: 20, idleHours: 7 * 24 - 1 });
  const idle = await sessionSeen(userId, { begunDays: 20, idleHours: 7 * 24 + 1 });
  expect(await findSession(db, living, userId)).toMatchObject({ sessionId: living });
  expect(await findSession(db, idle, userId)).toBeNull();
  expect((await listSessions(db, userId)).map(({ id }) => id)).toEqual([living]);

  const old = await sessionSeen(userId, { begunDays: 31, idleHours: 0 });
  expect(await findSession(db, old, userId)).toBeNull();
  // The next sign-in clears away what is over.
  const next = await sessionSeen(userId, { begunDays: 0, idleHours: 0 });
  const left = await db.execute<{ id: string }>(
    sql`select id from sessions where user_id = ${userId}`,
  );
  expect(left.map(({ id }) => id).sort()).toEqual([living, next].sort());
});
