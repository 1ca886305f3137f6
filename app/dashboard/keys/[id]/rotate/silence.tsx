import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AccountContext } from "@/lib/context";
import { DAY_MS } from "@/lib/format/time";
import { recentRequests } from "@/lib/keys/activity";
import type { KeyView } from "@/lib/keys/list";
import { serverNow } from "../../../server-now";

interface SilenceProps {
  ctx: AccountContext;
  old: KeyView;
  replacement: KeyView;
}

/** Whether the old key can go: who used it last, and whether the new one has taken over at all. */
export async function Silence({ ctx, old, replacement }: SilenceProps) {
  return (
    <div className="space-y-2">
      <OldKey ctx={ctx} old={old} nowMs={await serverNow()} />
      {!replacement.everUsed && (
        <Notice tone="warn">
          {replacement.alias} has not been used yet. Whoever still sends {old.alias} is rejected
          once it is off.
        </Notice>
      )}
    </div>
  );
}

async function OldKey({ ctx, old, nowMs }: Pick<SilenceProps, "ctx" | "old"> & { nowMs: number }) {
  const [last] = await recentRequests({ ctx, input: { id: old.id } });
  const at = last?.at ?? old.lastUsedAt;
  if (!at) return <Notice tone="ok">Safe: {old.alias} was never used.</Notice>;
  const by = last?.ip && (
    <>
      {" "}
      by <span className="font-mono text-[13px]">{last.ip}</span>
    </>
  );
  if (nowMs - at.getTime() >= DAY_MS) {
    return (
      <Notice tone="ok">
        Safe: silent for 24 h. {old.alias} was last used <RelativeTime at={at} />
        {by}.
      </Notice>
    );
  }
  return (
    <Notice tone="warn">
      {old.alias} was last used <RelativeTime at={at} />
      {by}
      {last && (
        <>
          , <span className="font-mono text-[13px] break-all">{`${last.method} ${last.path}`}</span>
        </>
      )}
      . It is safe once it has been silent for 24 h.
    </Notice>
  );
}
