import type { z } from "zod";
import type { Queryable } from "@/db/queryable";
import type { AccountContext, Actor } from "@/lib/context";
import type { Scope } from "@/lib/tokens/schema";

/** What an endpoint is given of a call that may be done. */
export interface Call<Body = unknown, Query = unknown> {
  /** A transaction where the call has an Idempotency-Key: all must happen in it. */
  db: Queryable;
  /** The token, for the audit trail. */
  actor: Actor & { tokenId: string };
  /** Where people reach this instance. */
  origin: string;
  /** Segments of the path, decoded. */
  params: Record<string, string>;
  body: Body;
  query: Query;
}

/** How an answer's body may look, for the OpenAPI document. */
export interface Described {
  /** What it does, in a few words. */
  summary: string;
  description?: string;
  /** The body of the answer. */
  answers: z.ZodType;
  /** Which conflicts there are, in words; none where it has no conflicts. */
  conflicts?: string;
}

interface Definition<B extends z.ZodType, Q extends z.ZodType> extends Described {
  scope: Scope;
  /** Of the JSON body; without one it takes none. */
  body?: B;
  /** Whether no body means no fields. */
  mayBeEmpty?: boolean;
  /** Whether the body has rows of which each is looked at by itself: a bad one keeps no other out. */
  isReadByRow?: boolean;
  /** Of the URL's query; without one it takes no parameters. */
  query?: Q;
  status?: 200 | 201;
  /** @throws {Refusal} as verbs do; {Refused} */
  run(call: Call<z.output<B>, z.output<Q>>): Promise<unknown>;
}

/** One method of one path. */
export interface Endpoint extends Described {
  scope: Scope;
  body?: z.ZodType;
  mayBeEmpty: boolean;
  isReadByRow: boolean;
  query?: z.ZodType;
  status: 200 | 201;
  run(call: Call): Promise<unknown>;
}

/** Defines an endpoint. What its schemas parse is what it gets, so the types may be forgotten outside. */
export function endpoint<B extends z.ZodType = z.ZodNever, Q extends z.ZodType = z.ZodNever>(
  definition: Definition<B, Q>,
): Endpoint {
  const { mayBeEmpty = false, isReadByRow = false, status = 200, run, ...rest } = definition;
  return {
    ...rest,
    mayBeEmpty,
    isReadByRow,
    status,
    run: (call) => run(call as Call<z.output<B>, z.output<Q>>),
  };
}

/** To act for an account, as verbs take it. */
export const inAccount = ({ db, actor }: Call, accountId: string): AccountContext => ({
  db,
  accountId,
  actor,
});
