import type { z } from "zod";
import { answer } from "@/lib/actions/answer";
import type { ActionResult } from "@/lib/actions/result";
import { actorOf, currentAccount } from "@/lib/auth/session";
import { currentVisit } from "@/lib/auth/visit";
import type { AccountContext } from "@/lib/context";
import { Refusal } from "@/lib/refusal";
import { getRuntime, settledDatabase } from "@/lib/runtime";

/** What a verb is handed: whose things, who acts, and the input as its schema left it. */
export interface AuthedCall<I> {
  ctx: AccountContext;
  input: I;
  /** The sign-in that asks, for verbs that end the others. */
  sessionId: string;
}

/**
 * A server action in one sentence: `export const createKey = accountAction(CreateKey, create)`.
 * Only requests from this site by who is signed in reach the verb, and only with input that its
 * schema has parsed. Portal visitors are let in: it is for an account's keys, logs and usage alone.
 */
export function accountAction<S extends z.ZodType, T>(
  schema: S,
  verb: (call: AuthedCall<z.output<S>>) => Promise<T>,
): (input: unknown) => Promise<ActionResult<T>> {
  return async (input) =>
    answer(schema, input, identify, (caller, parsed) => verb({ ...caller, input: parsed }));
}

/** The same for a person whom we know: what concerns people, their sign-in or the account itself. */
export function authedAction<S extends z.ZodType, T>(
  schema: S,
  verb: (call: AuthedCall<z.output<S>>) => Promise<T>,
): (input: unknown) => Promise<ActionResult<T>> {
  return async (input) =>
    answer(schema, input, identifyPerson, (caller, parsed) => verb({ ...caller, input: parsed }));
}

async function identifyPerson() {
  const caller = await identify();
  if (caller.ctx.actor.kind === "user") return caller;
  throw new Refusal("forbidden", "Only people with a sign-in of their own can do this.");
}

async function identify(): Promise<{ ctx: AccountContext; sessionId: string }> {
  const current = await currentAccount();
  if (!current) {
    throw new Refusal(
      "forbidden",
      "You are signed out. Sign in again in another tab, then try once more here.",
    );
  }
  const accountId = current.account.id;
  const db = await settledDatabase(accountId);
  const { ip, requestId } = await currentVisit();
  const { sessionId } = current;
  const actor = { ...actorOf(current), ip, requestId };
  return { ctx: { db, accountId, actor }, sessionId };
}

/** For verbs that seal or read what belongs to a second factor. */
export function withAuthSecret<C extends { authSecret: string }, T>(
  verb: (call: C) => Promise<T>,
): (call: Omit<C, "authSecret">) => Promise<T> {
  return async (call) => verb({ ...call, authSecret: (await getRuntime()).authSecret } as C);
}
