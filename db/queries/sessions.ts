import { and, asc, desc, eq, gt, lt, ne, not, sql } from "drizzle-orm";
import { env } from "@/lib/env";
import type { Queryable } from "../queryable";
import { accounts, memberships, users } from "../schema/accounts";
import { sessions } from "../schema/auth";
import { keyReviews } from "../schema/keys";

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

/** How long a session may wait for its second factor; minutes. */
export const CODE_AWAITED_MIN = 10;

/**
 * Begins a session, and clears away those of the same user that are over. The user's row is held: a change of the
 * password or of the second factor either comes first and is seen here, or comes later and ends this session.
 *
 * @param passwordHash what the password was checked against; null where a provider has vouched for the user
 * @returns whether a second factor has to be shown before it opens anything; null, having begun nothing, when the
 *   password is another by now
 */
export async function insertSession(
  tx: Queryable,
  session: NewSession,
  passwordHash: string | null,
): Promise<{ awaitsCode: boolean } | null> {
  const [user] = await tx
    .select({ passwordHash: users.passwordHash, totpSince: users.totpSince })
    .from(users)
    .where(eq(users.id, session.userId))
    .for("share");
  if (!user || (passwordHash !== null && user.passwordHash !== passwordHash)) return null;
  const awaitsCode = user.totpSince !== null;
  await tx.delete(sessions).where(and(eq(sessions.userId, session.userId), not(isLiving())));
  await tx.insert(sessions).values({ ...session, awaitsCode });
  return { awaitsCode };
}

/** Who a living session belongs to, and the account that this user acts for; else null. */
export async function findSession(db: Queryable, sessionId: string, userId: string) {
  const [row] = await db
    .select({
      user: {
        id: users.id,
        name: users.name,
        email: users.email,
        emailVerified: sql<boolean>`${users.emailVerifiedAt} is not null`,
        isOperator: sql<boolean>`${users.operatorSince} is not null`,
      },
      account: {
        id: accounts.id,
        name: accounts.name,
        plan: accounts.plan,
        isSuspended: sql<boolean>`${accounts.suspendedAt} is not null`,
        /** Null where no keys wait for their owner to say that they stay; else whether some are off meanwhile. */
        reviewedKeysAreOff: sql<boolean | null>`(
          select bool_or(${keyReviews.switchedOff}) from ${keyReviews}
          where ${keyReviews.accountId} = ${accounts.id})`,
      },
      sessionId: sessions.id,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(memberships, eq(memberships.userId, users.id))
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(
      and(
        eq(sessions.id, sessionId),
        eq(sessions.userId, userId),
        eq(sessions.awaitsCode, false),
        isLiving(),
      ),
    )
    .orderBy(asc(accounts.createdAt), asc(accounts.id))
    .limit(1);
  return row ?? null;
}

const awaitsCode = (sessionId: string, userId: string) =>
  and(
    eq(sessions.id, sessionId),
    eq(sessions.userId, userId),
    eq(sessions.awaitsCode, true),
    gt(sessions.createdAt, sql`now() - make_interval(mins => ${CODE_AWAITED_MIN})`),
  );

/** Whether a session waits for its second factor, and has not waited too long. */
export async function isCodeAwaited(
  db: Queryable,
  sessionId: string,
  userId: string,
): Promise<boolean> {
  const found = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(awaitsCode(sessionId, userId));
  return found.length > 0;
}

/**
 * Opens a session that waited for its second factor, under a new id: whoever knows the cookie of the first half, or has
 * planted it, gets nothing by the second. False when it does not wait any more.
 */
export async function openSession(
  tx: Queryable,
  { sessionId, userId, newId }: { sessionId: string; userId: string; newId: string },
): Promise<boolean> {
  const opened = await tx
    .update(sessions)
    .set({ id: newId, awaitsCode: false, provenAt: sql`now()`, lastSeenAt: sql`now()` })
    .where(awaitsCode(sessionId, userId))
    .returning({ id: sessions.id });
  return opened.length > 0;
}

/** Notes that the owner of a session has shown again who they are. */
export async function setProven(tx: Queryable, sessionId: string, userId: string): Promise<void> {
  await tx
    .update(sessions)
    .set({ provenAt: sql`now()` })
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)));
}

/** Whether the owner of a session has shown within so many minutes who they are. */
export async function isProven(
  db: Queryable,
  sessionId: string,
  withinMinutes: number,
): Promise<boolean> {
  const found = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        eq(sessions.id, sessionId),
        eq(sessions.awaitsCode, false),
        gt(sessions.provenAt, sql`now() - make_interval(mins => ${withinMinutes})`),
      ),
    );
  return found.length > 0;
}

/**
 * Whether a session stands. It cannot be ended before the transaction ends. Of one session one transaction at a time
 * holds it: a lock that several could share would let ever more of them in front of who wants to end it.
 */
export async function holdSession(
  tx: Queryable,
  sessionId: string,
  userId: string,
): Promise<boolean> {
  const held = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(eq(sessions.id, sessionId), eq(sessions.userId, userId), eq(sessions.awaitsCode, false)),
    )
    .for("update");
  return held.length > 0;
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
    .where(and(eq(sessions.userId, userId), eq(sessions.awaitsCode, false), isLiving()))
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
