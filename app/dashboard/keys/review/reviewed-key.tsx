import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { reviewKeysAction } from "@/lib/actions/keys";
import { maskedKey } from "@/lib/credentials/key-format";
import type { KeyToReview } from "@/lib/keys/review";
import { ActionButton } from "@/components/action-button";

/** One key, what it is, and the two answers. */
export function ReviewedKey({ reviewed }: { reviewed: KeyToReview }) {
  const { id, alias, category, createdAt, switchedOff } = reviewed;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0">
        <Link
          href={`/dashboard/keys/${id}`}
          className="font-medium break-words text-accent underline-offset-4 hover:underline"
        >
          {alias}
        </Link>
        <p className="text-[13px] text-muted">
          <span className="font-mono text-xs">{maskedKey(reviewed)}</span> · {category} · made{" "}
          <RelativeTime at={createdAt} />
        </p>
      </div>
      <div className="flex gap-2">
        <ActionButton
          action={reviewKeysAction.bind(null, { ids: [id], keep: true })}
          done={`${alias} stays.`}
        >
          Keep<span className="sr-only"> {alias}</span>
        </ActionButton>
        <ActionButton
          action={reviewKeysAction.bind(null, { ids: [id], keep: false })}
          done={switchedOff ? `${alias} stays off.` : `${alias} is off.`}
        >
          {switchedOff ? "Leave off" : "Switch off"}
          <span className="sr-only"> {alias}</span>
        </ActionButton>
      </div>
    </li>
  );
}
