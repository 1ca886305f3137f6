import { sendAddressLink } from "@/lib/actions/account";
import { ActionButton } from "@/components/action-button";

/** Below the profile, while it is not known that the user reads the mail of the address. */
export function UnconfirmedAddress({ email }: { email: string }) {
  return (
    <div className="mt-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t pt-4">
      <p className="min-w-0 text-sm text-pretty">
        Your address is not confirmed. Open the link that was mailed to you.
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
