import { randomUUID } from "node:crypto";
import { createAccount } from "@/lib/accounts/create";
import { type Answer, call } from "../http/call";
import { makeKey, type TestKey } from "../key";
import type { Database } from "@/db/client";

/** Somebody with an account and a key, signed in. */
export interface Owner {
  email: string;
  password: string;
  accountId: string;
  key: TestKey;
  /** The session, as the header `Cookie` carries it. */
  cookie: string;
}

/** What an answer sets, as a browser sends it back. */
export function cookiesOf({ headers }: Answer): string[] {
  return (headers["set-cookie"] ?? []).map((line) => line.split(";", 1)[0]!);
}

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

/** Signs in as the form does. @returns the answer, which sets the session's cookie where all is right */
export async function signIn(
  port: number,
  { email, password }: { email: string; password: string },
): Promise<Answer> {
  const asked = await call(port, { path: "/api/auth/csrf" });
  const { csrfToken } = asked.json<{ csrfToken: string }>();
  const form = new URLSearchParams({ email, password, csrfToken, redirect: "false", json: "true" });
  return call(port, {
    method: "POST",
    path: "/api/auth/callback/credentials",
    headers: {
      ...FORM,
      Cookie: cookiesOf(asked).join("; "),
      "Content-Length": String(form.toString().length),
    },
    body: form.toString(),
  });
}

/** Makes an account with a key, and signs its owner in. */
export async function makeOwner(
  { port, database: { db } }: { port: number; database: { db: Database } },
  { name = "Robin Example", plan = "scale" } = {},
): Promise<Owner> {
  const email = `owner-${randomUUID()}@test.local`;
  const password = `pw-${randomUUID()}`;
  const account = await createAccount({ db, input: { email, name, password, plan } });
  const key = await makeKey({ db, accountId: account.id });
  const answer = await signIn(port, { email, password });
  const cookie = cookiesOf(answer).join("; ");
  if (!cookie.includes("session-token")) throw new Error(`no session: ${answer.status}`);
  return { email, password, accountId: account.id, key, cookie };
}
