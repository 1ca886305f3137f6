import { and, eq, sql } from "drizzle-orm";
import type { Queryable } from "../queryable";
import { idempotentAnswers } from "../schema/idempotency";

interface Place {
  tokenId: string;
  /** Of the Idempotency-Key. */
  mark: Buffer;
}

/** An answer holds for a day. */
const isOver = sql`${idempotentAnswers.at} <= now() - interval '24 hours'`;

/**
 * Takes the place of an answer to come, unless there is one that still holds. Who asks for the same place meanwhile
 * waits until this transaction ends, at whichever instance.
 * @returns whether it is taken now
 */
export async function claimAnswer(
  tx: Queryable,
  { tokenId, mark, requestMark }: Place & { requestMark: Buffer },
): Promise<boolean> {
  const claimed = await tx
    .insert(idempotentAnswers)
    .values({ tokenId, mark, requestMark })
    .onConflictDoUpdate({
      target: [idempotentAnswers.tokenId, idempotentAnswers.mark],
      set: { requestMark, at: sql`now()`, status: null, answer: null },
      setWhere: isOver,
    })
    .returning({ at: idempotentAnswers.at });
  return claimed.length > 0;
}

const at = ({ tokenId, mark }: Place) =>
  and(eq(idempotentAnswers.tokenId, tokenId), eq(idempotentAnswers.mark, mark));

/** The answer that holds a place. */
export async function findAnswer(tx: Queryable, place: Place) {
  const [row] = await tx
    .select({
      requestMark: idempotentAnswers.requestMark,
      status: idempotentAnswers.status,
      answer: idempotentAnswers.answer,
    })
    .from(idempotentAnswers)
    .where(at(place));
  return row ?? null;
}

/** Puts the answer into the place that this transaction has taken. */
export async function keepAnswer(
  tx: Queryable,
  place: Place,
  kept: { status: number; answer: Buffer },
): Promise<void> {
  await tx.update(idempotentAnswers).set(kept).where(at(place));
}
