import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { connection } from "next/server";
import { cache } from "react";
import { findPortalSession, findReturnUrl } from "@/db/queries/portal";
import { findSession, isCodeAwaited, touchSession } from "@/db/queries/sessions";
import type { Queryable } from "@/db/queryable";
import { authOrigin } from "@/lib/auth/auth-origin";
import { safePath } from "@/lib/auth/safe-path";
import { sessionInCookie } from "@/lib/auth/session-in-cookie";
import type { Actor } from "@/lib/context";
import { withDeadline } from "@/lib/time/deadline";
import { isUuid } from "@/lib/ids";
import { getRuntime } from "@/lib/runtime";
import { noting } from "@/lib/storage/watch";

/** A person whom we know. */
export interface Person {
  id: string;
  name: string;
  email: string;
  /** Whether it is known that they read the mail of that address. */
  emailVerified: boolean;
  /** Whether the command line has made them one: they see /operate. */
  isOperator: boolean;
}

/** A visit by a link of the operator's own app (lib/portal), which alone knows who it is. */
export interface PortalVisit {
  /** The operator token that has made the link. */
  tokenId: string;
  /** Where that app is gone back to; null: it has not said. */
  returnUrl: string | null;
  endsAt: Date;
}

type Whoever = { user: Person; portal: null } | { user: null; portal: PortalVisit };

/** Who is signed in, and the account for which they act. */
export type CurrentAccount = Whoever & {
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
};

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
  const { sid, whose, isPortal = false } = session ?? {};
  if (!sid || !whose || !isUuid(sid) || !isUuid(whose)) return null;
  return { db, id: sid, whose, isPortal };
});

/**
 * Who is signed in, or null. The cookie alone proves nothing: its session must still stand in
 * the database. Asked once a request, however many sections ask.
 * @throws when the database does not answer: that is an error page, not a sign-in page
 */
export const currentAccount = cache(async (): Promise<CurrentAccount | null> => {
  const named = await namedSession();
  if (!named) return null;
  const { db, id, whose, isPortal } = named;
  if (isPortal) return portalVisit(db, id, whose);
  const current = await inTime(findSession(db, id, whose));
  if (current) await touchSession(db, id);
  return current && { ...current, portal: null };
});

const inTime = <T>(finding: Promise<T>) =>
  noting(withDeadline(finding, LOOK_UP_MS, "finding the session"));

async function portalVisit(db: Queryable, id: string, accountId: string) {
  const found = await inTime(findPortalSession(db, id, accountId));
  if (!found) return null;
  // It ends with a suspension. Which keys stay after a reset of a password is for people to say.
  const account = { ...found.account, isSuspended: false, reviewedKeysAreOff: null };
  return { user: null, portal: found.portal, account, sessionId: id };
}

/** As whom they do something, for the verbs. */
export function actorOf({ user, portal, sessionId }: CurrentAccount): Omit<Actor, "ip"> {
  if (user) return { kind: "user", userId: user.id, sessionId };
  return { kind: "portal", userId: null, tokenId: portal.tokenId, sessionId };
}

/**
 * Whether the browser has come by a link of the operator's app, and where it goes back to; null where it has not. Also
 * when the visit is over.
 */
export async function portalWayBack(): Promise<{ returnUrl: string | null } | null> {
  const named = await namedSession();
  if (!named?.isPortal) return null;
  return { returnUrl: await inTime(findReturnUrl(named.db, named.id)) };
}

/** The session of who has shown a password and not yet the second factor; else null. */
export async function sessionAwaitingCode(): Promise<{ id: string; userId: string } | null> {
  const named = await namedSession();
  if (!named) return null;
  const { db, id, whose, isPortal } = named;
  const isAwaited = !isPortal && (await inTime(isCodeAwaited(db, id, whose)));
  return isAwaited ? { id, userId: whose } : null;
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
  // A visitor has nothing to sign in with.
  if ((await namedSession())?.isPortal) redirect("/portal/ended");
  return sendToSignIn();
}

/** The same of a person whom we know; to a portal visitor there is no such page. */
export async function requirePerson() {
  const current = await requireAccount();
  if (current.user === null) notFound();
  return current;
}

/** The same, and a portal visitor may sign in as a person. */
export async function requirePersonOrSignIn() {
  const current = await requireAccount();
  return current.user === null ? sendToSignIn() : current;
}

async function sendToSignIn(): Promise<never> {
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
