import { redirect } from "next/navigation";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { reviewKeysAction } from "@/lib/actions/keys";
import { requirePerson } from "@/lib/auth/session";
import { keysToReview } from "@/lib/keys/review";
import { accountContext } from "../../account-context";
import { ActionButton } from "@/components/action-button";
import { ReviewedKey } from "./reviewed-key";

export const metadata = { title: "Keys from before the reset" };

/** After a password was reset: which of the keys that were there stay? */
export default async function ReviewPage() {
  await requirePerson();
  const ctx = await accountContext();
  const keys = await keysToReview({ ctx });
  if (keys.length === 0) redirect("/dashboard/keys");
  const ids = keys.map(({ id }) => id);
  const areOff = keys.some(({ switchedOff }) => switchedOff);
  return (
    <div className="max-w-3xl space-y-5">
      <PageHeader
        title="Keys from before the reset"
        description={
          areOff
            ? "Your address was not confirmed before the reset, so somebody else may have made these keys. They are off until you choose to keep them."
            : "Somebody who knew your old password may have made some of these keys. Keep those that you know, and switch off the others."
        }
      />
      <Card>
        <CardBody>
          <ul className="divide-y">
            {keys.map((key) => (
              <ReviewedKey key={key.id} reviewed={key} />
            ))}
          </ul>
        </CardBody>
      </Card>
      {keys.length > 1 && (
        <div className="flex flex-wrap gap-2">
          <ActionButton
            action={reviewKeysAction.bind(null, { ids, keep: true })}
            done="These keys stay."
          >
            Keep all {keys.length}
          </ActionButton>
          <ActionButton
            action={reviewKeysAction.bind(null, { ids, keep: false })}
            done={areOff ? "These keys stay off." : "These keys are off."}
          >
            {areOff ? `Leave all ${keys.length} off` : `Switch off all ${keys.length}`}
          </ActionButton>
        </div>
      )}
    </div>
  );
}
