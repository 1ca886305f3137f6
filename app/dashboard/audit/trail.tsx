import Link from "next/link";
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import type { TrailPage } from "@/lib/accounts/trail";
import { actorWords, auditWords, changedFields } from "@/lib/format/audit";
import { formatExact } from "@/lib/format/time";

type Event = TrailPage["events"][number];

interface TrailProps {
  events: readonly Event[];
  /** The reader's. */
  timeZone: string;
}

/** Events of a trail, a row each; on a phone an item each. */
export function Trail({ events, timeZone }: TrailProps) {
  return (
    <>
      <TrailTable events={events} timeZone={timeZone} />
      <ol
        aria-label="Audit"
        className="divide-y rounded-lg border bg-surface text-[13px] md:hidden"
      >
        {events.map((event) => (
          <li key={event.id} className="space-y-0.5 px-3 py-2.5">
            <p>
              <What event={event} /> <span className="text-muted">by {actorWords(event)}</span>
            </p>
            <Changes event={event} timeZone={timeZone} />
            <p className="font-mono text-xs text-muted">
              <time dateTime={event.at}>{formatExact(new Date(event.at), timeZone)}</time>
              {event.ip && ` · ${event.ip}`}
            </p>
          </li>
        ))}
      </ol>
    </>
  );
}

function TrailTable({ events, timeZone }: TrailProps) {
  return (
    <Table label="Audit" aria-label="Audit" className="text-[13px]" frameClassName="max-md:hidden">
      <TableHeader>
        <tr>
          <TableHead>Time</TableHead>
          <TableHead>Who</TableHead>
          <TableHead>What</TableHead>
          <TableHead>Before and after</TableHead>
          <TableHead>IP</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {events.map((event) => (
          <TableRow key={event.id} className="align-top">
            <TableCell className="py-2 whitespace-nowrap">
              <time dateTime={event.at} className="font-mono tabular-nums">
                {formatExact(new Date(event.at), timeZone)}
              </time>
            </TableCell>
            <TableCell className="max-w-52 min-w-32 py-2 break-words">
              {actorWords(event)}
            </TableCell>
            <TableCell className="min-w-44 py-2">
              <What event={event} />
            </TableCell>
            <TableCell className="min-w-64 py-2">
              <Changes event={event} timeZone={timeZone} />
            </TableCell>
            <TableCell className="py-2 font-mono whitespace-nowrap">{event.ip ?? "–"}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** A key's own words say nothing of it: they are read on its page, too. */
function What({ event }: { event: Event }) {
  const { action, keyAlias, targetId } = event;
  const words = auditWords(action);
  if (!action.startsWith("key.")) return words;
  const alias = keyAlias ?? aliasIn(event.before) ?? aliasIn(event.after);
  if (alias === null) return `A deleted key: ${words.toLowerCase()}`;
  return (
    <>
      {"Key "}
      {keyAlias === null ? (
        <span className="font-medium">{alias}</span>
      ) : (
        <Link
          href={`/dashboard/keys/${targetId}`}
          className="font-medium underline-offset-4 hover:underline"
        >
          {alias}
        </Link>
      )}
      {`: ${words.toLowerCase()}`}
    </>
  );
}

function aliasIn(fields: unknown): string | null {
  const alias = (fields as { alias?: unknown } | null)?.alias;
  return typeof alias === "string" ? alias : null;
}

function Changes({ event, timeZone }: { event: Event; timeZone: string }) {
  const changed = changedFields(event.before, event.after, timeZone);
  if (changed.length === 0) return null;
  return (
    <ul className="space-y-0.5 text-muted">
      {changed.map(({ field, before, after }) => (
        <li key={field} className="break-words">
          {field}: {before === null ? after : `${before} → ${after}`}
        </li>
      ))}
    </ul>
  );
}
