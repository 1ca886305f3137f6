import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { Sparkline } from "@/components/ui/sparkline";
import type { AccountContext } from "@/lib/context";
import { formatCount } from "@/lib/format/number";
import { type KeyActivity, keyActivity } from "@/lib/keys/activity";
import { maskedKey } from "@/lib/credentials/key-format";
import type { KeyView } from "@/lib/keys/list";
import { type Caller, rotationTraffic } from "@/lib/keys/rotation-traffic";
import { CallersTable } from "./callers-table";

interface TrafficProps {
  ctx: AccountContext;
  old: KeyView;
  replacement: KeyView;
}

/** Who uses which of the two keys. */
export async function Traffic({ ctx, old, replacement }: TrafficProps) {
  const [ofOld, ofNew, callers] = await Promise.all([
    keyActivity({ ctx, input: { id: old.id } }),
    keyActivity({ ctx, input: { id: replacement.id } }),
    rotationTraffic({ ctx, input: { oldId: old.id, newId: replacement.id } }),
  ]);
  return (
    <div className="space-y-3">
      <UseOfKey label="old" keyView={old} activity={ofOld} />
      <UseOfKey label="new" keyView={replacement} activity={ofNew} />
      <StillOnOldKey callers={callers} />
      {callers.length > 0 && <CallersTable callers={callers} />}
    </div>
  );
}

interface UseOfKeyProps {
  label: "old" | "new";
  keyView: KeyView;
  activity: KeyActivity;
}

function UseOfKey({ label, keyView, activity: { last, byHour } }: UseOfKeyProps) {
  const agent = last?.userAgent ? ` (${shortened(last.userAgent)})` : "";
  const requests = byHour.reduce((sum, n) => sum + n, 0);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-md bg-surface-2 px-3 py-2.5">
      <span className="w-8 text-xs text-muted">{label}</span>
      <span className="min-w-0 flex-1 text-sm font-medium break-words sm:flex-none">
        {keyView.alias}{" "}
        <span className="font-mono text-xs font-normal text-muted">{maskedKey(keyView)}</span>
      </span>
      <span className="flex items-center gap-4 max-sm:w-full sm:ml-auto">
        <Sparkline counts={byHour} label={`Requests with the ${label} key in the last 24 hours`} />
        <span className="text-[13px] text-muted tabular-nums sm:w-28 sm:text-right">
          {formatCount(requests)} in 24 h
        </span>
      </span>
      <p className="w-full text-[13px] text-muted sm:pl-12">
        {last ? (
          <>
            last used <RelativeTime at={last.at} />
            {last.ip && (
              <>
                {" "}
                by <span className="font-mono text-xs">{last.ip}</span>
              </>
            )}
            {agent},{" "}
            <span className="font-mono text-xs break-all">{`${last.method} ${last.path}`}</span>
          </>
        ) : keyView.lastUsedAt ? (
          <>
            last used <RelativeTime at={keyView.lastUsedAt} />
          </>
        ) : (
          "not used yet"
        )}
      </p>
    </div>
  );
}

const AGENT_LENGTH = 40;

const shortened = (agent: string) =>
  agent.length > AGENT_LENGTH ? `${agent.slice(0, AGENT_LENGTH).trimEnd()}…` : agent;

const NAMED = 4;

function StillOnOldKey({ callers }: { callers: Caller[] }) {
  const byAddress = new Map<string, number>();
  for (const { ip, old } of callers) {
    const name = ip ?? "unknown address";
    if (old > 0) byAddress.set(name, (byAddress.get(name) ?? 0) + old);
  }
  if (byAddress.size === 0) {
    return <Notice tone="ok">Nobody has used the old key in the last hour.</Notice>;
  }
  const named = [...byAddress]
    .slice(0, NAMED)
    .map(([ip, n]) => `${ip} (${formatCount(n)} ${n === 1 ? "request" : "requests"})`);
  const more = byAddress.size - named.length;
  return (
    <Notice tone="warn">
      Still on the old key in the last hour: {named.join(", ")}
      {more > 0 && ` and ${more} more`}.
    </Notice>
  );
}
