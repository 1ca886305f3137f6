import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import type { blockedAddresses } from "@/lib/accounts/blocked-addresses";
import { unblockAddress } from "@/lib/actions/account";
import { formatCount } from "@/lib/format/number";
import { ActionButton } from "@/components/action-button";

type Block = Awaited<ReturnType<typeof blockedAddresses>>[number];

/** One address: why it is blocked, for how long, and what it did with the account's keys. */
export function BlockedAddress({ block }: { block: Block }) {
  const { ip, failures, since, until, mayLift, evidence } = block;
  return (
    <li className="space-y-2 py-4 first:pt-0 last:pb-0">
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0 space-y-0.5">
          <p className="font-mono text-sm font-medium break-all">{ip}</p>
          <p className="text-[13px] text-pretty text-muted">
            Sent {formatCount(failures)} unknown or malformed keys in a short time. Blocked{" "}
            <RelativeTime at={since} />, and let through again <RelativeTime at={until} />.
            {!mayLift &&
              " Its block was lifted before: only the operator can unblock it sooner this time."}
          </p>
        </div>
        {mayLift && (
          <ActionButton
            action={unblockAddress.bind(null, { address: ip })}
            done={`${ip} is let through again.`}
          >
            Unblock<span className="sr-only"> {ip}</span>
          </ActionButton>
        )}
      </div>
      <ul aria-label={`Requests with your keys from ${ip}`} className="space-y-1 text-[13px]">
        {evidence.map((of) => (
          <Evidence key={of.keyId} of={of} ip={ip} />
        ))}
      </ul>
    </li>
  );
}

function Evidence({ of, ip }: { of: Block["evidence"][number]; ip: string }) {
  const { keyId, alias, requests, refused, lastAt, lastEndpoint } = of;
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 border-l-2 pl-3">
      <Link
        href={`/dashboard/keys/logs?${new URLSearchParams({ key: keyId, ip })}`}
        className="font-medium text-accent underline-offset-4 hover:underline"
      >
        {alias}
      </Link>
      <span>
        {formatCount(requests)} {requests === 1 ? "request" : "requests"}
        {refused > 0
          ? `, ${formatCount(refused)} of them refused by the block`
          : ", none refused by the block so far"}
      </span>
      <span className="text-muted">
        last <RelativeTime at={lastAt} />: <code className="font-mono text-xs">{lastEndpoint}</code>
      </span>
    </li>
  );
}
