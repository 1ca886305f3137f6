import type { AuthOptions, LoggerInstance } from "next-auth";
import { SESSION_MAX_AGE_DAYS } from "@/db/queries/sessions";
import { trustRequestHost } from "@/lib/env";
import { log } from "@/lib/log";
import { getRuntime } from "@/lib/runtime";

const logger: Partial<LoggerInstance> = {
  error(code, metadata) {
    // A cookie of another secret or another age: its owner signs in again.
    if (code === "JWT_SESSION_ERROR") log.debug({ code }, "a session cookie was not ours");
    else log.error({ code, err: metadata instanceof Error ? metadata : metadata.error }, "sign-in");
  },
  warn: (code) => log.debug({ code }, "sign-in"),
  debug: () => {},
};

/** What reading a session takes; `authOptions` adds what beginning one takes. */
export async function sessionOptions() {
  trustRequestHost();
  return {
    secret: (await getRuntime()).authSecret,
    session: { strategy: "jwt", maxAge: SESSION_MAX_AGE_DAYS * 24 * 60 * 60 },
    logger,
    callbacks: {
      /** Ids only: names and plans are read where they are kept, so they are never stale. */
      session: ({ session, token }) => ({
        expires: session.expires,
        // Of a portal session it is an account, and nobody knows the person.
        userId: token.portal ? undefined : token.sub,
        sid: token.sid,
      }),
    },
  } satisfies Partial<AuthOptions>;
}
