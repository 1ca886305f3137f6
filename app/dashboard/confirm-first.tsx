import { sendAddressLink } from "@/lib/actions/account";
import { ActionButton } from "@/components/action-button";

/** In the place of the form for a new key, while the address is not confirmed. */
export function ConfirmFirst({ email }: { email: string }) {
  return (
    <div className="space-y-3">
      <h2 className="text-base font-semibold">Confirm your address first</h2>
      <p className="text-sm text-pretty text-muted">
        A link was mailed to <span className="wrap-anywhere text-foreground">{email}</span>. Open it
        in this browser. If no mail comes, look in the spam folder, or have the link sent again.
      </p>
      <ActionButton
        action={sendAddressLink.bind(null, {})}
        done={`A link is on its way to ${email}.`}
      >
        Send the link again
      </ActionButton>
    </div>
  );
}
