import { RefreshCw } from "lucide-react";
import Link from "next/link";
import { Suspense } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { ExactTime, RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { removeKeyAction, updateKeyAction } from "@/lib/actions/keys";
import type { AccountContext } from "@/lib/context";
import { statusWords } from "@/lib/format/key-status";
import { keyActivity } from "@/lib/keys/activity";
import { maskedKey } from "@/lib/keys/format";
import type { KeyView } from "@/lib/keys/list";
import { KeyButtons } from "./key-buttons";

interface KeyHeadProps {
  ctx: AccountContext;
  keyView: KeyView;
}

/** The first glance: is it working, who uses it, until when. */
export async function KeyHead({ ctx, keyView }: KeyHeadProps) {
  const { tone, words } = statusWords(keyView, await serverNow());
  return (
    <PageHeader
      title={keyView.alias}
      beside={
        <>
          <Badge>{keyView.category}</Badge>
          <StatusBadge tone={tone}>{words}</StatusBadge>
          <span className="font-mono text-[13px] text-muted">{maskedKey(keyView)}</span>
        </>
      }
      description={
        <p className="flex flex-wrap gap-x-2">
          <Suspense fallback={<span>last request …</span>}>
            <LastRequest ctx={ctx} keyView={keyView} />
          </Suspense>
          <span>
            {"· "}
            {keyView.expiresAt ? (
              <>
                {keyView.expiresAt.getTime() > (await serverNow()) ? "expires" : "expired"}{" "}
                <ExactTime at={keyView.expiresAt} />
              </>
            ) : (
              "never expires"
            )}
          </span>
          {keyView.active && keyView.deactivateAt && (
            <span>
              · goes inactive <ExactTime at={keyView.deactivateAt} />
            </span>
          )}
        </p>
      }
    >
      <Button asChild>
        <Link href={`/dashboard/keys/${keyView.id}/rotate`}>
          <RefreshCw aria-hidden /> Rotate
        </Link>
      </Button>
      <KeyButtons keyView={keyView} updateAction={updateKeyAction} removeAction={removeKeyAction} />
    </PageHeader>
  );
}

async function LastRequest({ ctx, keyView }: KeyHeadProps) {
  const { last } = await keyActivity({ ctx, input: { id: keyView.id } });
  if (last) {
    return (
      <span>
        last request <RelativeTime at={last.at} />
        {last.ip && (
          <>
            {" "}
            from <span className="font-mono text-[13px]">{last.ip}</span>
          </>
        )}
      </span>
    );
  }
  if (!keyView.lastUsedAt) return <span>never used</span>;
  return (
    <span>
      last request <RelativeTime at={keyView.lastUsedAt} />
    </span>
  );
}

async function serverNow(): Promise<number> {
  return Date.now();
}
