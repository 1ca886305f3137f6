import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { Meter } from "@/components/ui/meter";
import { ClockTime, RelativeTime } from "@/components/ui/relative-time";
import type { AccountContext } from "@/lib/context";
import { byQuota, QUOTA_NAMES, QUOTA_WINDOWS, type QuotaName } from "@/lib/quota-windows";
import { formatCount, formatPercent } from "@/lib/format/number";
import { keyStatus } from "@/lib/format/key-status";
import type { KeyView } from "@/lib/keys/list";
import type { QuotaOutlook } from "@/lib/keys/quota-outlook";
import { outlookOfPage } from "./outlook-of-page";

const WINDOWS = byQuota((name) => {
  const { span } = QUOTA_WINDOWS[name];
  return span === null ? "Ever" : `Last ${span}`;
});

interface QuotaMetersProps {
  ctx: AccountContext;
  keyView: KeyView;
  /** The moment of the page, Unix milliseconds. */
  nowMs: number;
}

/** A quota that runs out within this time is worth a colour. */
const SOON_MS = 24 * 3_600_000;

/** Every window's use; where it is capped with a meter, when capacity returns and when it runs out. */
export async function QuotaMeters({ ctx, keyView, nowMs }: QuotaMetersProps) {
  const { quotas, used } = keyView;
  const outlook = await outlookOfPage(ctx, keyView);
  const status = keyStatus(keyView, nowMs);
  const isOff = status === "inactive" || status === "expired";
  return (
    <Card aria-labelledby="quotas">
      <CardHeader
        id="quotas"
        title="Quotas"
        description={
          outlook.length > 0
            ? "Requests that passed every check count; rejected ones do not."
            : "Nothing is capped. Set a quota in the settings to cap it."
        }
      />
      <CardBody className="space-y-4">
        {QUOTA_NAMES.map((name) => (
          <Window
            key={name}
            name={name}
            used={used[name]}
            limit={quotas[name]}
            isOff={isOff}
            nowMs={nowMs}
            outlook={outlook.find((quota) => quota.name === name)}
          />
        ))}
      </CardBody>
    </Card>
  );
}

/** About as high as the card will be; pixels. */
export function metersHeight(quotas: KeyView["quotas"]): number {
  const capped = QUOTA_NAMES.filter((name) => quotas[name] !== null).length;
  return capped === 0 ? 215 : 235 + capped * 54;
}

interface WindowProps {
  name: QuotaName;
  used: number;
  limit: number | null;
  /** Nothing is let in anyway. */
  isOff: boolean;
  nowMs: number;
  outlook: QuotaOutlook | undefined;
}

function Window({ name, used, limit, isOff, nowMs, outlook }: WindowProps) {
  return (
    <div className="space-y-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-[13px]">
        <span>
          {WINDOWS[name]} <span className="text-muted">({name})</span>
        </span>
        <span className="font-mono tabular-nums">
          {formatCount(used)}
          <span className="text-muted">
            {limit === null ? " used, no cap" : ` / ${formatCount(limit)}`}
          </span>
        </span>
      </div>
      {limit !== null && (
        <>
          <Meter label={`${WINDOWS[name]}: requests used`} used={used} limit={limit} />
          {used >= limit ? (
            <Reached name={name} isOff={isOff} outlook={outlook} />
          ) : (
            <p className="text-xs text-muted">
              {formatCount(limit - used)} remaining, {formatPercent(used, limit)} used
            </p>
          )}
          {outlook && <Outlook {...outlook} isReached={used >= limit} nowMs={nowMs} />}
        </>
      )}
    </div>
  );
}

function Reached({ name, isOff, outlook }: Pick<WindowProps, "name" | "isOff" | "outlook">) {
  const freesAt = name === "total" ? null : outlook?.freesAt;
  if (isOff) {
    // The key's state says why requests are rejected, and capacity would not change it.
    return (
      <p className="text-xs text-muted">
        Quota reached
        {freesAt && (
          <>
            {"; capacity returns at "}
            <ClockTime at={freesAt} />
          </>
        )}
        .
      </p>
    );
  }
  return (
    <p className="text-xs font-medium text-bad">
      Quota reached: requests are rejected
      {name === "total" ? (
        " until it is raised."
      ) : freesAt ? (
        <>
          {" until "}
          <ClockTime at={freesAt} />, when capacity returns.
        </>
      ) : (
        " until older ones leave the window."
      )}
    </p>
  );
}

const RATES = {
  hour: "the last hour's",
  day: "the last day's",
  week: "the last week's",
  present: "the present",
};

function Outlook({
  isReached,
  freesAt,
  returnsInHour,
  reachedAt,
  rateOf,
  nowMs,
}: QuotaOutlook & { isReached: boolean; nowMs: number }) {
  const isSoon = reachedAt !== null && reachedAt.getTime() - nowMs < SOON_MS;
  return (
    <>
      {!isReached && freesAt && (
        <p className="text-xs text-muted">
          {returnsInHour > 0 ? (
            `${formatCount(returnsInHour)} come back within the hour`
          ) : (
            <>
              capacity returns from <ClockTime at={freesAt} /> on, <RelativeTime at={freesAt} />
            </>
          )}
        </p>
      )}
      {!isReached && reachedAt && (
        <p className={cn("text-xs text-muted", isSoon && "font-medium text-warn")}>
          at {RATES[rateOf]} rate reached at <ClockTime at={reachedAt} />
        </p>
      )}
    </>
  );
}
