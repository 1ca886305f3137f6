import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { users } from "../schema/accounts";

/** An operator with what the command line tells of them. */
const OPERATOR = {
  id: users.id,
  email: users.email,
  name: users.name,
  emailVerified: sql<boolean>`${users.emailVerifiedAt} is not null`,
  since: sql<Date>`${users.operatorSince}`.mapWith(users.operatorSince),
};

/** Makes a user an operator; null, having changed nothing, where they are one. */
export async function setOperator(tx: Queryable, userId: string) {
  const [row] = await tx
    .update(users)
    .set({ operatorSince: sql`now()` })
    .where(and(eq(users.id, userId), isNull(users.operatorSince)))
    .returning(OPERATOR);
  return row ?? null;
}

/** @returns whether they were an operator until now */
export async function unsetOperator(tx: Queryable, userId: string): Promise<boolean> {
  const gone = await tx
    .update(users)
    .set({ operatorSince: null })
    .where(and(eq(users.id, userId), isNotNull(users.operatorSince)))
    .returning({ id: users.id });
  return gone.length > 0;
}

/** Whether a user is an operator, which they stay until the transaction ends. */
export async function holdOperator(tx: Queryable, userId: string): Promise<boolean> {
  const held = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), isNotNull(users.operatorSince)))
    .for("share");
  return held.length > 0;
}

/** All operators, who was made one first coming first. */
export function selectOperators(db: Queryable) {
  return db
    .select(OPERATOR)
    .from(users)
    .where(isNotNull(users.operatorSince))
    .orderBy(asc(users.operatorSince), asc(users.email));
}
