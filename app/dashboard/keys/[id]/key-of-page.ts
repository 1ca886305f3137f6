import { notFound } from "next/navigation";
import { cache } from "react";
import type { AccountContext } from "@/lib/context";
import { getKey, type KeyView } from "@/lib/keys/list";
import { Refusal } from "@/lib/refusal";

/** Answers a page that is about something that is not there, or not theirs, with 404. */
export async function orNotFound<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refusal && error.code === "not_found") notFound();
    throw error;
  }
}

/** The key that a page is about; asked once a request. */
export const keyOfPage = cache((ctx: AccountContext, id: string): Promise<KeyView> =>
  orNotFound(getKey({ ctx, input: { id } })),
);
