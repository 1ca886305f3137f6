import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { connection } from "next/server";
import { cache } from "react";
import { findSession, isCodeAwaited, touchSession } from "@/db/queries/sessions";
import { authOrigin } from "@/lib/auth/auth-origin";
import { safePath } from "@/lib/auth/safe-path";
import { sessionInCookie } from "@/lib/auth/session-in-cookie";
import { withDeadline } from "@/lib/enforcement/deadline";
import { isUuid } from "@/lib/ids";
import { getRuntime } from "@/lib/runtime";
import { noting } from "@/lib/storage-watch";

/** Who is signed in, and the account for which this user acts. */
export interface CurrentAccount {
  user: {
    id: string;
    name: string;
    email: string;
    /** Whether it is known that they read the mail of that address. */
    emailVerified: boolean;
    /** Whether the command line has made them one: they see /operate. */
    isOperator: boolean;
  };
  account: {
    id: string;
    name: string;
    plan: string;
    /** All of its keys are refused. */
    isSuspended: boolean;
    /**
     * Null where no keys wait for their owner to say that they stay (lib/keys/review.ts); else whether some are off
     * meanwhile.
     */
    reviewedKeysAreOff: boolean | null;
  };
  /** The row that ends this sign-in when it goes. */
  sessionId: string;
}

/** A database that has gone without a word answers with an error page, not with an empty window. */
const LOOK_UP_MS = 5_000;

/** The session that the browser's cookie names, whether or not it stands. */
const namedSession = cache(async () => {
  // Nobody is signed in to a build: pages that ask are made for each request.
  await connection();
  const { db, authSecret } = await getRuntime();
  const jar = await cookies();
  const session = await sessionInCookie((name) => jar.get(name)?.value, {
    secret: authSecret,
    isHttps: authOrigin(await headers())?.startsWith("https:") ?? false,
  });
  const { sid, userId } = session ?? {};
  if (!sid || !userId || !isUuid(sid) || !isUuid(userId)) return null;
  return { db, id: sid, userId };
});

/**
 * Who is signed in, or null. The cookie alone proves nothing: its session must still stand in
 * the database. Asked once a request, however many sections ask.
 * @throws when the database does not answer: that is an error page, not a sign-in page
 */
export const currentAccount = cache(async (): Promise<CurrentAccount | null> => {
  const named = await namedSession();
  if (!named) return null;
  const { db, id, userId } = named;
  const finding = findSession(db, id, userId);
  const current = await noting(withDeadline(finding, LOOK_UP_MS, "finding the session"));
  if (current) await touchSession(db, id);
  return current;
});

/** The session of who has shown a password and not yet the second factor; else null. */
export async function sessionAwaitingCode(): Promise<{ id: string; userId: string } | null> {
  const named = await namedSession();
  if (!named) return null;
  const { db, id, userId } = named;
  const finding = isCodeAwaited(db, id, userId);
  const isAwaited = await noting(withDeadline(finding, LOOK_UP_MS, "finding the session"));
  return isAwaited ? { id, userId } : null;
}

/** The header in which the front door hands on the path that was asked for, with its query. */
const PATH_HEADER = "x-latchkey-path";

/**
 * Who is signed in; people who are not are sent to sign in, or to the second half of it, and come back
 * afterwards.
 */
export async function requireAccount(): Promise<CurrentAccount> {
  const current = await currentAccount();
  if (current) return current;
  const asked = withoutMarker(safePath((await headers()).get(PATH_HEADER)));
  const page = (await sessionAwaitingCode()) ? "/sign-in/code" : "/sign-in";
  redirect(`${page}?callbackUrl=${encodeURIComponent(asked)}`);
}

/** Next marks the requests with which it loads a page's data; people must not land on those. */
function withoutMarker(path: string): string {
  const [pathname = path, query = ""] = path.split("?", 2);
  const params = query.split("&").filter((param) => param && !/^_rsc(=|$)/.test(param));
  return params.length > 0 ? `${pathname}?${params.join("&")}` : pathname;
}
