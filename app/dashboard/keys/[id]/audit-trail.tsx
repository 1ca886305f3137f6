import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AccountContext } from "@/lib/context";
import { actorWords, auditWords, changedFields } from "@/lib/format/audit";
import { type AuditEntry, auditTrail } from "@/lib/keys/activity";
import type { KeyView } from "@/lib/keys/list";

interface AuditTrailProps {
  ctx: AccountContext;
  keyView: KeyView;
  /** The reader's. */
  timeZone: string;
}

/** Who changed what. */
export async function AuditTrail({ ctx, keyView, timeZone }: AuditTrailProps) {
  const events = await auditTrail({ ctx, input: { id: keyView.id } });
  return (
    <Card aria-labelledby="trail">
      <CardHeader id="trail" title="Changes" />
      <CardBody>
        {events.length === 0 ? (
          <p className="text-sm text-muted">None on record.</p>
        ) : (
          <ol className="space-y-3 text-[13px]">
            {events.map((event) => (
              <Entry key={event.id} event={event} timeZone={timeZone} />
            ))}
          </ol>
        )}
      </CardBody>
    </Card>
  );
}

function Entry({ event, timeZone }: { event: AuditEntry; timeZone: string }) {
  const who = actorWords(event);
  return (
    <li>
      <p>
        {auditWords(event.action)} <span className="text-muted">by {who}</span>
        {event.ip && <span className="font-mono text-xs text-muted"> {event.ip}</span>}
        <span className="text-muted">
          {" · "}
          <RelativeTime at={event.at} />
        </span>
      </p>
      {changedFields(event.before, event.after, timeZone).map(({ field, before, after }) => (
        <p key={field} className="pl-3 text-xs break-words text-muted">
          {field}: {before === null ? after : `${before} → ${after}`}
        </p>
      ))}
    </li>
  );
}
