import { ActionButton } from "@/components/action-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { unblockAnyAddress } from "@/lib/actions/operate";
import { formatCount } from "@/lib/format/number";
import { type IpBlockView, listIpBlocks } from "@/lib/ip-blocks/list";
import { operatorDatabase } from "./operator-database";

/** More than a person goes through here; `ips list` has them all. */
const SHOWN = 100;

export async function BlockedAddresses() {
  const blocks = await listIpBlocks({ db: await operatorDatabase() });
  if (blocks.length === 0) return <p className="text-sm text-muted">No address is blocked.</p>;
  return (
    <>
      <ul className="divide-y">
        {blocks.slice(0, SHOWN).map((block) => (
          <BlockedAddress key={block.ip} block={block} />
        ))}
      </ul>
      {blocks.length > SHOWN && (
        <p className="mt-3 border-t pt-3 text-[13px] text-muted">
          {formatCount(blocks.length - SHOWN)} more: <code className="font-mono">ips list</code>{" "}
          tells them all.
        </p>
      )}
    </>
  );
}

function BlockedAddress({
  block: { ip, failures, since, until, liftedAt },
}: {
  block: IpBlockView;
}) {
  return (
    <li className="flex items-start justify-between gap-4 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 space-y-0.5">
        <p className="font-mono text-sm font-medium break-all">{ip}</p>
        <p className="text-[13px] text-pretty text-muted">
          Sent {formatCount(failures)} unknown or malformed keys in a short time. Blocked{" "}
          <RelativeTime at={since} />, and let through again <RelativeTime at={until} />.
          {liftedAt !== null && (
            <>
              {" "}
              An account lifted an earlier block of it <RelativeTime at={liftedAt} />.
            </>
          )}
        </p>
      </div>
      <ActionButton
        action={unblockAnyAddress.bind(null, { address: ip })}
        done={`${ip} is let through again.`}
      >
        Unblock<span className="sr-only"> {ip}</span>
      </ActionButton>
    </li>
  );
}
