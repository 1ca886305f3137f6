import { cookies, headers } from "next/headers";
import { encode } from "next-auth/jwt";
import { SESSION_MAX_AGE_DAYS } from "@/db/queries/sessions";
import { authOrigin } from "@/lib/auth/auth-origin";
import { sessionCookieName } from "@/lib/auth/session-in-cookie";
import { getRuntime } from "@/lib/runtime";

const MAX_AGE_S = SESSION_MAX_AGE_DAYS * 24 * 60 * 60;

/** Gives the browser another session's cookie in the place of its own, as NextAuth writes one at a sign-in. */
export async function writeSessionCookie({
  userId,
  sessionId,
}: {
  userId: string;
  sessionId: string;
}): Promise<void> {
  const { authSecret } = await getRuntime();
  const isHttps = authOrigin(await headers())?.startsWith("https:") ?? false;
  const token = await encode({
    token: { sub: userId, sid: sessionId },
    secret: authSecret,
    maxAge: MAX_AGE_S,
  });
  (await cookies()).set(sessionCookieName(isHttps), token, {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure: isHttps,
    expires: new Date(Date.now() + MAX_AGE_S * 1_000),
  });
}
