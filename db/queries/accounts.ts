import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { accounts, memberships, plans, users } from "../schema/accounts";
import { apiKeys } from "../schema/keys";

export interface NewAccount {
  accountId: string;
  userId: string;
  email: string;
  name: string;
  plan: string;
  /** Null for users who sign in with a provider only. */
  passwordHash: string | null;
  /** Whether it is known that they read the mail of the address. */
  isEmailVerified: boolean;
  /** What the operator's own systems call it; null: nothing. */
  externalId?: string | null;
}

/**
 * Writes a user, an account of the same name, and the membership between them.
 * @returns false, having written nothing, when the address belongs to a user already
 */
export async function insertAccount(tx: Queryable, account: NewAccount): Promise<boolean> {
  const { accountId, userId, email, name, passwordHash } = account;
  const emailVerifiedAt = account.isEmailVerified ? sql`now()` : null;
  const written = await tx
    .insert(users)
    .values({ id: userId, email, name, passwordHash, emailVerifiedAt })
    .onConflictDoNothing({ target: users.email })
    .returning({ id: users.id });
  if (written.length === 0) return false;
  await insertAccountAlone(tx, account);
  await tx.insert(memberships).values({ accountId, userId, role: "owner" });
  return true;
}

/** Writes an account without any user. */
export async function insertAccountAlone(
  tx: Queryable,
  account: Pick<NewAccount, "accountId" | "name" | "plan" | "externalId">,
): Promise<void> {
  const { accountId, name, plan, externalId } = account;
  await tx.insert(accounts).values({ id: accountId, name, plan, externalId });
}

/** The account that a user of this address owns or belongs to; the oldest where there are several. */
export async function findAccountByEmail(db: Queryable, email: string) {
  const [row] = await db
    .select({
      id: accounts.id,
      userId: users.id,
      email: users.email,
      name: accounts.name,
      plan: accounts.plan,
    })
    .from(users)
    .innerJoin(memberships, eq(memberships.userId, users.id))
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(eq(users.email, email))
    .orderBy(asc(accounts.createdAt), asc(accounts.id))
    .limit(1);
  return row ?? null;
}

/** The account that a user acts for; null where there is none. */
export async function findAccountOfUser(db: Queryable, userId: string) {
  const [row] = await db
    .select({ id: accounts.id })
    .from(memberships)
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(eq(memberships.userId, userId))
    .orderBy(asc(accounts.createdAt), asc(accounts.id))
    .limit(1);
  return row ?? null;
}

export async function countKeys(db: Queryable, accountId: string): Promise<number> {
  const [row] = await db
    .select({ keys: count() })
    .from(apiKeys)
    .where(eq(apiKeys.accountId, accountId));
  return row?.keys ?? 0;
}

/**
 * How many keys an account may have by its plan; null for no limit. Holds the account's row, against others
 * who ask the same and not against those who refer to it.
 */
export async function lockKeyLimit(tx: Queryable, accountId: string): Promise<number | null> {
  const [row] = await tx
    .select({ maxKeys: plans.maxKeys })
    .from(accounts)
    .innerJoin(plans, eq(plans.name, accounts.plan))
    .where(eq(accounts.id, accountId))
    .for("no key update", { of: accounts });
  return row?.maxKeys ?? null;
}

/** Renames the account; answers the name before, or null when there is no such account. */
export async function renameAccount(
  tx: Queryable,
  accountId: string,
  name: string,
): Promise<string | null> {
  const [before] = await tx
    .select({ name: accounts.name })
    .from(accounts)
    .where(eq(accounts.id, accountId))
    .for("update");
  if (!before) return null;
  await tx.update(accounts).set({ name }).where(eq(accounts.id, accountId));
  return before.name;
}

/** Whether people of the account show who they are before a key is made, rotated or given more. */
export async function asksForProof(db: Queryable, accountId: string): Promise<boolean> {
  const [row] = await db
    .select({ asks: accounts.asksForProof })
    .from(accounts)
    .where(eq(accounts.id, accountId));
  return row?.asks ?? false;
}

/** @returns what it was before */
export async function setAsksForProof(
  tx: Queryable,
  accountId: string,
  on: boolean,
): Promise<boolean> {
  const [before] = await tx
    .select({ asks: accounts.asksForProof })
    .from(accounts)
    .where(eq(accounts.id, accountId))
    .for("no key update");
  await tx.update(accounts).set({ asksForProof: on }).where(eq(accounts.id, accountId));
  return before?.asks ?? false;
}

/** Of accounts that are there. One that was deleted is a row that nobody finds. */
const isThere = (id: string) => and(eq(accounts.id, id), isNull(accounts.deletedAt));

/** Whether there is such an account. */
export async function hasAccount(db: Queryable, id: string): Promise<boolean> {
  const rows = await db.select({ id: accounts.id }).from(accounts).where(isThere(id));
  return rows.length > 0;
}

/** What a change of an account is compared with; nobody else changes it until the transaction ends. */
export async function lockAccount(tx: Queryable, id: string) {
  const [row] = await tx
    .select({
      name: accounts.name,
      plan: accounts.plan,
      externalId: accounts.externalId,
      suspended: sql<boolean>`${accounts.suspendedAt} is not null`,
    })
    .from(accounts)
    .where(isThere(id))
    .for("no key update");
  return row ?? null;
}

export async function changeAccountRow(
  tx: Queryable,
  id: string,
  change: Partial<Pick<typeof accounts.$inferInsert, "name" | "plan" | "externalId">>,
): Promise<void> {
  await tx.update(accounts).set(change).where(eq(accounts.id, id));
}

/** Suspends an account from now on, or ends that. */
export async function setSuspended(tx: Queryable, id: string, suspended: boolean): Promise<void> {
  const suspendedAt = suspended ? sql`now()` : null;
  await tx.update(accounts).set({ suspendedAt }).where(eq(accounts.id, id));
}

export async function updateAccountPlan(tx: Queryable, accountId: string, plan: string) {
  await tx.update(accounts).set({ plan }).where(eq(accounts.id, accountId));
}

const PLAN = { name: plans.name, perSecond: plans.perSecond, perMinute: plans.perMinute };

/** All plans, the smallest first. */
export function listPlans(db: Queryable) {
  return db
    .select(PLAN)
    .from(plans)
    .orderBy(sql`${plans.perSecond} nulls last`, asc(plans.name));
}

export async function findPlan(db: Queryable, name: string) {
  const [row] = await db.select(PLAN).from(plans).where(eq(plans.name, name));
  return row ?? null;
}

/** Adds a plan, or changes the limits of the one of that name. */
export async function upsertPlan(
  db: Queryable,
  plan: { name: string; perSecond: number | null; perMinute: number | null },
) {
  const { perSecond, perMinute } = plan;
  await db
    .insert(plans)
    .values(plan)
    .onConflictDoUpdate({
      target: plans.name,
      set: { perSecond, perMinute, updatedAt: sql`now()` },
    });
}

/**
 * Sets how many keys an account may have by a plan; null for no limit.
 * @returns whether there is such a plan
 */
export async function setMaxKeys(
  db: Queryable,
  name: string,
  maxKeys: number | null,
): Promise<boolean> {
  const set = await db
    .update(plans)
    .set({ maxKeys, updatedAt: sql`now()` })
    .where(eq(plans.name, name))
    .returning({ name: plans.name });
  return set.length > 0;
}
