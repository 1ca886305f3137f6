import type { AuthOptions } from "next-auth";
import { ProviderRefusal, userOfProvider } from "@/lib/accounts/provider-sign-in";
import { beginSession } from "@/lib/accounts/sign-in";
import { signOut } from "@/lib/accounts/sign-out";
import { providers } from "@/lib/auth/providers";
import { currentAccount } from "@/lib/auth/session";
import { sessionOptions } from "@/lib/auth/session-options";
import { verifiedEmail } from "@/lib/auth/verified-email";
import { currentVisit } from "@/lib/auth/visit";
import { leavePortal } from "@/lib/portal/leave";
import { log } from "@/lib/log";
import { isStorageFailure } from "@/lib/storage/failure";

const refused = (code: string) => `/sign-in?error=${code}`;

/** All that NextAuth is told: how people sign in, and what their session is. */
export async function authOptions(): Promise<AuthOptions> {
  const base = await sessionOptions();
  return {
    ...base,
    providers: providers(),
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    callbacks: {
      ...base.callbacks,

      /** With a password, `authorize` has decided already. With a provider, whose it is. */
      async signIn({ user, account, profile }) {
        if (account?.type !== "oauth") return true;
        try {
          const current = await currentAccount();
          user.id = await userOfProvider({
            visit: await currentVisit(),
            identity: {
              provider: account.provider,
              providerAccountId: account.providerAccountId,
              name: user.name ?? null,
              verifiedEmail: await verifiedEmail(account, profile),
            },
            signedIn: current?.user ?? null,
          });
          return true;
        } catch (error) {
          if (error instanceof ProviderRefusal) {
            const { ip, requestId } = await currentVisit();
            const fields = { ip, requestId, provider: account.provider, reason: error.reason };
            log.warn(fields, "a sign-in failed");
            return refused(error.reason);
          }
          if (!isStorageFailure(error)) {
            log.error({ err: error, provider: account.provider }, "a sign-in failed");
          }
          return refused("Unavailable");
        }
      },

      /** A sign-in becomes a row; the cookie carries its id and nothing else. */
      async jwt({ token, user, account }) {
        if (!account) return token;
        const sid = user.sessionId ?? (await beginSession(await currentVisit(), user.id)).sessionId;
        return { sub: user.id, sid };
      },
    },
    events: {
      async signOut({ token }) {
        if (token.portal && token.sid) return leavePortal(await currentVisit(), token.sid);
        if (token.sub && token.sid) await signOut(await currentVisit(), token.sub, token.sid);
      },
    },
  };
}
