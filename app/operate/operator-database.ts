import { notFound } from "next/navigation";
import { cache } from "react";
import { requirePerson } from "@/lib/auth/session";
import { withQueryDeadline } from "@/lib/storage/query-deadline";
import { getRuntime } from "@/lib/runtime";

/** As for the pages of an account: an error page, rather than a skeleton for ever. */
const QUERY_MS = 8_000;

/** Sends who is signed out to sign in; to who is no operator there is no such page. */
export async function requireOperator(): Promise<void> {
  const { user } = await requirePerson();
  if (!user.isOperator) notFound();
}

/** The database for an operator, whom no account's rows concern. */
export const operatorDatabase = cache(async () => {
  await requireOperator();
  return withQueryDeadline((await getRuntime()).db, QUERY_MS);
});
