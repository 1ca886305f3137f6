import type { Queryable } from "@/db/queryable";
import { claimAnswer, findAnswer, keepAnswer } from "@/db/queries/idempotency";
import { Refused } from "./refused";
import { markOf, openAnswer, sealAnswer } from "./sealed-answer";

/** An answer before it is sent: its status, and its body as JSON. */
export interface Answer {
  status: number;
  json: string;
}

const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/** The call's Idempotency-Key; null where it has none. @throws {Refused} bad_request for what is none */
export function idempotencyKey(headers: Headers): string | null {
  const key = headers.get("idempotency-key");
  if (key === null || KEY.test(key)) return key;
  const detail = "Idempotency-Key takes 1 to 255 printable ASCII characters.";
  throw new Refused("bad_request", { detail });
}

interface Once {
  token: { id: string };
  /** The token's secret, under which the answer is sealed. */
  secret: string;
  key: string;
  /** What must be the same when it comes again: method, path and body. */
  request: ReadonlyArray<string | Buffer>;
}

/**
 * Does something once for an Idempotency-Key, and answers the same for a day to who asks again. The answer is written
 * in the transaction of what is done: where a process dies in the middle, nothing is done, and the next call does it.
 * Of two calls at the same time one waits for the other. What is refused is not kept.
 *
 * @param work with the transaction in which all of it must happen
 * @throws {Refused} idempotency_key_reused where the key came with another request
 */
export function once(
  db: Queryable,
  { token, secret, key, request }: Once,
  work: (tx: Queryable) => Promise<Answer>,
): Promise<Answer & { isReplayed: boolean }> {
  const place = { tokenId: token.id, mark: markOf(secret, key) };
  const requestMark = markOf(secret, ...request);
  return db.transaction(async (tx) => {
    if (!(await claimAnswer(tx, { ...place, requestMark }))) {
      const kept = await findAnswer(tx, place);
      if (!kept?.requestMark.equals(requestMark)) throw new Refused("idempotency_key_reused");
      if (kept.status === null || kept.answer === null) throw new Error("an answer is not whole");
      return { status: kept.status, json: openAnswer(kept.answer, secret), isReplayed: true };
    }
    const { status, json } = await work(tx);
    await keepAnswer(tx, place, { status, answer: sealAnswer(json, secret) });
    return { status, json, isReplayed: false };
  });
}
