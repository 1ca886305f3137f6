import { and, asc, eq, gt, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { accounts } from "../schema/accounts";

// In columns of one table drizzle leaves out its name, which these need.
const ID = sql.raw("accounts.id");

/** Its owner's address, or a member's where it has no owner; null where nobody belongs to it. */
const email = sql<string | null>`(select u.email from memberships m join users u on u.id = m.user_id
  where m.account_id = ${ID} order by m.role = 'owner' desc, u.created_at, u.id limit 1)`;

const VIEW = {
  id: accounts.id,
  email,
  name: accounts.name,
  plan: accounts.plan,
  externalId: accounts.externalId,
  suspended: sql<boolean>`(${accounts.suspendedAt} is not null)`,
  keys: sql<number>`(select count(*)::int from api_keys k where k.account_id = ${ID})`,
  createdAt: accounts.createdAt,
};

/** Which accounts are asked for; what is absent is not asked. */
export interface AccountFilter {
  id?: string | undefined;
  externalId?: string | undefined;
  /** Of anybody who belongs to it. */
  email?: string | undefined;
  plan?: string | undefined;
  suspended?: boolean | undefined;
  /** The id after which a page begins. */
  after?: string | undefined;
  limit?: number | undefined;
}

const isOf = (email: string): SQL => sql`exists (
  select from memberships m join users u on u.id = m.user_id
  where m.account_id = ${ID} and u.email = ${email})`;

/** The id of the account that the operator's own systems call so; null where there is none. */
export async function findAccountByExternalId(
  db: Queryable,
  externalId: string,
): Promise<string | null> {
  const [row] = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.externalId, externalId));
  return row?.id ?? null;
}

/** The operator's view of accounts, the oldest first: an id is older than those that follow it. */
export function selectAccounts(db: Queryable, filter: AccountFilter) {
  const { id, externalId, email, plan, suspended, after, limit } = filter;
  const query = db
    .select(VIEW)
    .from(accounts)
    .where(
      and(
        isNull(accounts.deletedAt),
        id === undefined ? undefined : eq(accounts.id, id),
        externalId === undefined ? undefined : eq(accounts.externalId, externalId),
        email === undefined ? undefined : isOf(email),
        plan === undefined ? undefined : eq(accounts.plan, plan),
        suspended === undefined
          ? undefined
          : (suspended ? isNotNull : isNull)(accounts.suspendedAt),
        after === undefined ? undefined : gt(accounts.id, after),
      ),
    )
    .orderBy(asc(accounts.id))
    .$dynamic();
  return limit === undefined ? query : query.limit(limit);
}
