import { and, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { accounts } from "../schema/accounts";
import { portalSessions } from "../schema/portal";
import { operatorTokens } from "../schema/tokens";

/** A link is good for so long; minutes. */
export const LINK_GOOD_MIN = 5;

/** The session that it opens stands so long, whether or not it is used; minutes. */
export const PORTAL_SESSION_MIN = 60;

interface NewLink {
  id: string;
  accountId: string;
  tokenId: string;
  secretHash: Buffer;
  returnUrl: string | null;
}

/** Writes a link that nobody has opened yet. @returns until when it can be */
export async function insertPortalLink(tx: Queryable, link: NewLink): Promise<Date> {
  const [row] = await tx
    .insert(portalSessions)
    .values({ ...link, expiresAt: sql`now() + make_interval(mins => ${LINK_GOOD_MIN})` })
    .returning({ expiresAt: portalSessions.expiresAt });
  return row!.expiresAt;
}

export interface OpenedPortal extends Record<string, unknown> {
  id: string;
  account_id: string;
  token_id: string;
}

/**
 * Opens a link, in one statement: of several that try at once one does, at whichever instance. The account's row is
 * held first, so that a suspension either comes before, and is seen, or comes later and ends this session.
 * @returns null where there is no such link, it was used or is too old, its account is suspended or deleted, or the
 *   token that made it is revoked
 */
export async function openPortalLink(
  tx: Queryable,
  secretHash: Buffer,
): Promise<OpenedPortal | null> {
  const [row] = await tx.execute<OpenedPortal>(sql`
    with account as (
      select a.id from accounts a join portal_sessions p on p.account_id = a.id
      where p.secret_hash = ${secretHash} and a.suspended_at is null and a.deleted_at is null
      for share of a
    )
    update portal_sessions p
    set opened_at = now(), ends_at = now() + make_interval(mins => ${PORTAL_SESSION_MIN})
    from account a, operator_tokens t
    where p.secret_hash = ${secretHash} and p.account_id = a.id and p.opened_at is null
      and p.expires_at > now() and t.id = p.token_id and t.revoked_at is null
    returning p.id, p.account_id, p.token_id`);
  return row ?? null;
}

/** A visit that stands: opened, not over, by a token that is not revoked, to an account that is not suspended. */
const stands = (id: string) =>
  and(
    eq(portalSessions.id, id),
    isNotNull(portalSessions.openedAt),
    gt(portalSessions.endsAt, sql`now()`),
    isNull(operatorTokens.revokedAt),
    isNull(accounts.suspendedAt),
    isNull(accounts.deletedAt),
  );

/** The account that a portal session opens, and where its visitor came from; null where it does not stand. */
export async function findPortalSession(db: Queryable, id: string, accountId: string) {
  const [row] = await db
    .select({
      account: { id: accounts.id, name: accounts.name, plan: accounts.plan },
      portal: {
        tokenId: portalSessions.tokenId,
        returnUrl: portalSessions.returnUrl,
        endsAt: sql<Date>`${portalSessions.endsAt}`.mapWith(portalSessions.endsAt),
      },
    })
    .from(portalSessions)
    .innerJoin(accounts, eq(accounts.id, portalSessions.accountId))
    .innerJoin(operatorTokens, eq(operatorTokens.id, portalSessions.tokenId))
    .where(and(stands(id), eq(accounts.id, accountId)));
  return row ?? null;
}

/** Where the visitor of a portal session came from, whether or not it still stands; null where nobody knows. */
export async function findReturnUrl(db: Queryable, id: string): Promise<string | null> {
  const [row] = await db
    .select({ returnUrl: portalSessions.returnUrl })
    .from(portalSessions)
    .where(eq(portalSessions.id, id));
  return row?.returnUrl ?? null;
}

/** Whether a portal session stands, as `holdSession` asks of a person's: it cannot be ended meanwhile. */
export async function holdPortalSession(tx: Queryable, id: string): Promise<boolean> {
  const held = await tx
    .select({ id: portalSessions.id })
    .from(portalSessions)
    .innerJoin(accounts, eq(accounts.id, portalSessions.accountId))
    .innerJoin(operatorTokens, eq(operatorTokens.id, portalSessions.tokenId))
    .where(stands(id))
    .for("update", { of: portalSessions });
  return held.length > 0;
}

/** Whether a portal session was opened within so many minutes. */
export async function isPortalFresh(
  db: Queryable,
  id: string,
  withinMinutes: number,
): Promise<boolean> {
  const found = await db
    .select({ id: portalSessions.id })
    .from(portalSessions)
    .where(
      and(
        eq(portalSessions.id, id),
        gt(portalSessions.openedAt, sql`now() - make_interval(mins => ${withinMinutes})`),
      ),
    );
  return found.length > 0;
}

/** Ends a portal session. @returns whose it was, where it stood; else null */
export async function endPortalSession(db: Queryable, id: string) {
  const [row] = await db
    .update(portalSessions)
    .set({ endsAt: sql`now()` })
    .where(and(eq(portalSessions.id, id), gt(portalSessions.endsAt, sql`now()`)))
    .returning({ accountId: portalSessions.accountId, tokenId: portalSessions.tokenId });
  return row ?? null;
}

/** Ends all portal sessions of an account, and its links that nobody has opened yet. */
export async function endPortalSessionsOf(tx: Queryable, accountId: string): Promise<void> {
  await tx
    .update(portalSessions)
    .set({
      expiresAt: sql`least(${portalSessions.expiresAt}, now())`,
      // Of a link that was not opened it stays null.
      endsAt: sql`case when ${portalSessions.endsAt} > now() then now() else ${portalSessions.endsAt} end`,
    })
    .where(eq(portalSessions.accountId, accountId));
}
