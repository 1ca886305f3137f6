import { RefreshCw } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { ExactTime, RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { updateKeyAction } from "@/lib/actions/keys";
import type { AccountContext } from "@/lib/context";
import { statusWords } from "@/lib/format/key-status";
import { maskedKey } from "@/lib/credentials/key-format";
import type { KeyView } from "@/lib/keys/list";
import { kinOf } from "@/lib/keys/rotation-traffic";
import { DeactivateButton } from "./deactivate-button";

interface KeyHeadProps {
  ctx: AccountContext;
  keyView: KeyView;
  /** The moment of the page, Unix milliseconds. */
  nowMs: number;
}

/** Which key this is, in which state, and what one may want at once. */
export function KeyHead({ ctx, keyView, nowMs }: KeyHeadProps) {
  const { tone, words } = statusWords(keyView, nowMs);
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
        <p>
          created <RelativeTime at={keyView.createdAt} /> · <Expiry {...keyView} nowMs={nowMs} />
          <Rotation ctx={ctx} keyView={keyView} />
        </p>
      }
    >
      <Button asChild>
        <Link href={`/dashboard/keys/${keyView.id}/rotate`}>
          <RefreshCw aria-hidden /> Rotate
        </Link>
      </Button>
      {keyView.active && <DeactivateButton keyView={keyView} updateAction={updateKeyAction} />}
    </PageHeader>
  );
}

function Expiry({ expiresAt, nowMs }: { expiresAt: Date | null; nowMs: number }) {
  if (!expiresAt) return "never expires";
  return (
    <>
      {expiresAt.getTime() > nowMs ? "expires" : "expired"} <ExactTime at={expiresAt} />
    </>
  );
}

/** A rotation that is under way is found again from either of its keys. */
async function Rotation({ ctx, keyView }: Omit<KeyHeadProps, "nowMs">) {
  const { replacement, replaced } = await kinOf({ ctx, input: { id: keyView.id } });
  return (
    <>
      {replaced && (
        <>
          {" "}
          · replaces <KinLink id={replaced.id}>{replaced.alias}</KinLink>
          {replaced.active && <Continue id={replaced.id} bothWork={keyView.active} />}
        </>
      )}
      {replacement && (
        <>
          {" "}
          · replaced by <KinLink id={replacement.id}>{replacement.alias}</KinLink>
          {keyView.active && <Continue id={keyView.id} bothWork={replacement.active} />}
        </>
      )}
    </>
  );
}

const LINK = "text-accent underline underline-offset-4";

function KinLink({ id, children }: { id: string; children: string }) {
  return (
    <Link href={`/dashboard/keys/${id}`} className={LINK}>
      {children}
    </Link>
  );
}

/** To the wizard of the old key, which still works; its replacement may be off by now. */
function Continue({ id, bothWork }: { id: string; bothWork: boolean }) {
  return (
    <>
      , {bothWork && "both work: "}
      <Link href={`/dashboard/keys/${id}/rotate`} className={LINK}>
        continue the rotation
      </Link>
    </>
  );
}
