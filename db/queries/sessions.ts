import { and, asc, desc, eq, gt, lt, ne, not, sql } from "drizzle-orm";
import { env } from "@/lib/env";
import type { Queryable } from "../queryable";
import { accounts, memberships, users } from "../schema/accounts";
import { sessions } from "../schema/auth";

/** A session older than this is over, whatever its cookie says; days. */
export const SESSION_MAX_AGE_DAYS = 30;

const daysAgo = (days: number) => sql`now() - make_interval(days => ${days})`;

/** Begun not too long ago, and in use since then. */
const isLiving = () =>
  and(
    gt(sessions.createdAt, daysAgo(SESSION_MAX_AGE_DAYS)),
    gt(sessions.lastSeenAt, daysAgo(env().LATCHKEY_SESSION_IDLE_DAYS)),
  )!;

export interface NewSession {
  id: string;
  userId: string;
  ip: string | null;
  userAgent: string | null;
}

/** Begins a session, and clears away those of the same user that are over. */
export async function insertSession(db: Queryable, session: NewSession): Promise<void> {
  await db.delete(sessions).where(and(eq(sessions.userId, session.userId), not(isLiving())));
  await db.insert(sessions).values(session);
}

/**
 * Begins a session unless the password has changed since its hash was read: the user's row is
 * held, so that a change either comes first and is seen here, or comes later and ends this session.
 */
export async function insertSessionWithPassword(
  tx: Queryable,
  session: NewSession,
  passwordHash: string,
): Promise<boolean> {
  const [still] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, session.userId), eq(users.passwordHash, passwordHash)))
    .for("share");
  if (!still) return false;
  await insertSession(tx, session);
  return true;
}

/** Who a living session belongs to, and the account that this user acts for; else null. */
export async function findSession(db: Queryable, sessionId: string, userId: string) {
  const [row] = await db
    .select({
      user: { id: users.id, name: users.name, email: users.email },
      account: { id: accounts.id, name: accounts.name, plan: accounts.plan },
      sessionId: sessions.id,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(memberships, eq(memberships.userId, users.id))
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isLiving()))
    .orderBy(asc(accounts.createdAt), asc(accounts.id))
    .limit(1);
  return row ?? null;
}

/** Notes that a session is in use; writes at most once a minute. */
export async function touchSession(db: Queryable, sessionId: string): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: sql`now()` })
    .where(
      and(eq(sessions.id, sessionId), lt(sessions.lastSeenAt, sql`now() - interval '1 minute'`)),
    );
}

/** A user's living sessions, the one used last first. */
export function listSessions(db: Queryable, userId: string) {
  return db
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      userAgent: sessions.userAgent,
      ip: sessions.ip,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isLiving()))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id));
}

/** Ends one of a user's sessions; false when there is no such. */
export async function deleteSession(
  db: Queryable,
  userId: string,
  sessionId: string,
): Promise<boolean> {
  const gone = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.id, sessionId)))
    .returning({ id: sessions.id });
  return gone.length > 0;
}

/** Ends all of a user's sessions but the one to keep, or all where none is; answers how many. */
export async function deleteSessions(
  db: Queryable,
  userId: string,
  keepId: string | null,
): Promise<number> {
  const gone = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), keepId ? ne(sessions.id, keepId) : undefined))
    .returning({ id: sessions.id });
  return gone.length;
}
