import { cookies, headers } from "next/headers";
import { encode, type JWT } from "next-auth/jwt";
import { PORTAL_SESSION_MIN } from "@/db/queries/portal";
import { SESSION_MAX_AGE_DAYS } from "@/db/queries/sessions";
import { authOrigin } from "@/lib/auth/auth-origin";
import { sessionCookieName } from "@/lib/auth/session-in-cookie";
import { getRuntime } from "@/lib/runtime";

const PORTAL_MAX_AGE_S = PORTAL_SESSION_MIN * 60;
const MAX_AGE_S = SESSION_MAX_AGE_DAYS * 24 * 60 * 60;

/** Gives the browser another session's cookie in the place of its own, as NextAuth writes one at a sign-in. */
export const writeSessionCookie = (session: { userId: string; sessionId: string }): Promise<void> =>
  write({ sub: session.userId, sid: session.sessionId }, MAX_AGE_S);

/** The same of a portal session, which takes the place of whoever was signed in with this browser. */
export const writePortalCookie = (session: {
  accountId: string;
  sessionId: string;
}): Promise<void> =>
  write({ sub: session.accountId, sid: session.sessionId, portal: true }, PORTAL_MAX_AGE_S);

async function write(named: JWT, maxAge: number): Promise<void> {
  const { authSecret } = await getRuntime();
  const isHttps = authOrigin(await headers())?.startsWith("https:") ?? false;
  const token = await encode({
    token: named,
    secret: authSecret,
    maxAge,
  });
  (await cookies()).set(sessionCookieName(isHttps), token, {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure: isHttps,
    expires: new Date(Date.now() + maxAge * 1_000),
  });
}
