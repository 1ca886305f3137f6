import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ClockTime, ExactTime, RelativeTime } from "@/components/ui/relative-time";
import { updateKeyAction } from "@/lib/actions/keys";
import type { AccountContext } from "@/lib/context";
import { keyStatus, reachedQuotas } from "@/lib/format/key-status";
import type { KeyView } from "@/lib/keys/list";
import { ChangeButton } from "./change-button";
import { latestOfPage, outlookOfPage } from "./outlook-of-page";

interface KeyStateProps {
  ctx: AccountContext;
  keyView: KeyView;
  /** The moment of the page, Unix milliseconds. */
  nowMs: number;
}

/** What answers the key's next request, and the one thing to do about it. */
export async function KeyState({ ctx, keyView, nowMs }: KeyStateProps) {
  switch (keyStatus(keyView, nowMs)) {
    case "active":
      return <Works ctx={ctx} keyView={keyView} />;
    case "expiring":
      return <ExpiresSoon keyView={keyView} />;
    case "reached":
      return <QuotaReached ctx={ctx} keyView={keyView} />;
    case "expired":
      return <Expired keyView={keyView} />;
    case "inactive":
      return <Inactive keyView={keyView} nowMs={nowMs} />;
  }
}

/** Of the line before it is there: on a phone its action stands below, and some words take two rows. */
export function stateHeight(key: KeyView): string {
  const isLong = !key.everUsed || reachedQuotas(key).length > 0;
  return isLong ? "h-[98px] sm:h-12" : "h-[77px] sm:h-12";
}

interface LineProps {
  tone: "neutral" | "ok" | "warn" | "bad";
  action?: React.ReactNode;
  children: React.ReactNode;
}

/** One line and its action; of the same height in all states. The focus rests on it when the action goes. */
function Line({ tone, action, children }: LineProps) {
  return (
    <Notice
      tone={tone}
      className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2"
    >
      <p data-focus-rest className="min-w-0 flex-1 basis-64">
        {children}
      </p>
      {action}
    </Notice>
  );
}

function LinkTo({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <Button asChild size="sm">
      <Link href={href}>{children}</Link>
    </Button>
  );
}

const rotatePath = (id: string) => `/dashboard/keys/${id}/rotate`;

async function Works({ ctx, keyView }: Omit<KeyStateProps, "nowMs">) {
  const { id, deactivateAt } = keyView;
  if (deactivateAt) {
    return (
      <Line
        tone="warn"
        action={
          <ChangeButton
            size="sm"
            input={{ id, deactivateAt: null }}
            words="Take back the date"
            updateAction={updateKeyAction}
          />
        }
      >
        Works until it goes inactive <RelativeTime at={deactivateAt} />, at{" "}
        <ExactTime at={deactivateAt} />.
      </Line>
    );
  }
  const [last] = await latestOfPage(ctx, id);
  if (!last && !keyView.lastUsedAt) {
    return (
      <Line tone="ok" action={<LinkTo href="/docs/introduction">How to send one</LinkTo>}>
        Works, and has not been used yet. Its first request shows up here.
      </Line>
    );
  }
  return (
    <Line tone="ok" action={<LinkTo href={`/dashboard/keys/logs?key=${id}`}>See its log</LinkTo>}>
      Works. Last request <RelativeTime at={last?.at ?? keyView.lastUsedAt!} />
      {last?.ip && (
        <>
          {" "}
          from <span className="font-mono text-[13px]">{last.ip}</span>
        </>
      )}
      .
    </Line>
  );
}

function ExpiresSoon({ keyView: { id, expiresAt } }: Pick<KeyStateProps, "keyView">) {
  return (
    <Line tone="warn" action={<LinkTo href={rotatePath(id)}>Replace it in time</LinkTo>}>
      Works, and expires {expiresAt && <RelativeTime at={expiresAt} />}. Put a replacement into
      service before that, or set another date in the settings.
    </Line>
  );
}

async function QuotaReached({ ctx, keyView }: Omit<KeyStateProps, "nowMs">) {
  const [name] = reachedQuotas(keyView);
  const outlook = await outlookOfPage(ctx, keyView);
  // With several reached, it works again when the last of them has room.
  const reached = outlook.filter((quota) => reachedQuotas(keyView).includes(quota.name));
  const times = reached.map(({ freesAt }) => freesAt?.getTime() ?? Infinity);
  const freesMs = Math.max(...times);
  return (
    <Line tone="bad" action={<LinkTo href="#quota-fields">Raise the quota</LinkTo>}>
      Requests are rejected: the {name} quota is reached.{" "}
      {Number.isFinite(freesMs) ? (
        <>
          Capacity returns <RelativeTime at={new Date(freesMs)} />, at{" "}
          <ClockTime at={new Date(freesMs)} />.
        </>
      ) : (
        "It stays reached until you raise it."
      )}
    </Line>
  );
}

function Expired({ keyView: { expiresAt } }: Pick<KeyStateProps, "keyView">) {
  return (
    <Line tone="bad" action={<LinkTo href="#settings">Set another date</LinkTo>}>
      Requests are rejected: the key expired {expiresAt && <RelativeTime at={expiresAt} />}. A new
      date in the settings makes it work again.
    </Line>
  );
}

function Inactive({ keyView: { id, deactivateAt }, nowMs }: Omit<KeyStateProps, "ctx">) {
  // One that still lies ahead is none that did it: somebody was faster.
  const isByDate = deactivateAt !== null && deactivateAt.getTime() <= nowMs;
  return (
    <Line
      tone="neutral"
      action={
        <ChangeButton
          size="sm"
          input={{ id, active: true }}
          words="Reactivate"
          updateAction={updateKeyAction}
        />
      }
    >
      Requests are rejected: the key was deactivated
      {isByDate && (
        <>
          {" "}
          <RelativeTime at={deactivateAt} />
        </>
      )}
      . Its log and settings are kept.
    </Line>
  );
}
