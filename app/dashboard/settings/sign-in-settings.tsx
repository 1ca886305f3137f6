import Link from "next/link";
import { signInMethods } from "@/lib/accounts/sign-in-methods";
import { oauthProviders } from "@/lib/auth/providers";
import { requirePerson } from "@/lib/auth/session";
import { accountContext } from "../account-context";
import { ConnectButton } from "./connect-button";
import { PasswordForm } from "./password-form";

/** How the user signs in: the password, and the providers that the operator has set. */
export async function SignInSettings() {
  const { user } = await requirePerson();
  const { db } = await accountContext();
  const methods = await signInMethods(db, user.id);
  return (
    <div className="space-y-5">
      {methods.password ? (
        <PasswordForm email={user.email} />
      ) : (
        <p className="text-sm text-pretty">
          You have no password: you sign in with a provider.{" "}
          <Link href="/forgot-password" className="text-accent underline underline-offset-4">
            Have a link mailed
          </Link>{" "}
          to set one.
        </p>
      )}
      {oauthProviders().map(({ id, name }) => (
        <div key={id} className="flex items-center justify-between gap-4 border-t pt-4 text-sm">
          <span>{name}</span>
          {methods.providers.includes(id) ? (
            <span className="text-muted">Connected</span>
          ) : (
            <ConnectButton id={id} name={name} />
          )}
        </div>
      ))}
    </div>
  );
}
