import { Badge } from "@/components/ui/badge";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { type InstanceView, listInstances } from "@/lib/operators/instances";
import { operatorDatabase } from "./operator-database";

export async function Instances() {
  const instances = await listInstances({ db: await operatorDatabase() });
  if (instances.length === 0) {
    return <p className="text-sm text-muted">No instance runs on this database.</p>;
  }
  return (
    <ul className="divide-y">
      {instances.map((instance) => (
        <Instance key={instance.id} instance={instance} />
      ))}
    </ul>
  );
}

/** One program: where it runs, whether it is heard of, and what to see to. */
function Instance({ instance }: { instance: InstanceView }) {
  const { id, host, pid, startedAt, lastTouchAt, isInTouch, notes } = instance;
  return (
    <li className="space-y-2 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p
          className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1"
          title={`Instance ${id}`}
        >
          <span className="font-mono text-sm font-medium break-all">{host}</span>
          <span className="text-[13px] text-muted">process {pid}</span>
          {isInTouch ? <Badge tone="ok">in touch</Badge> : <Badge tone="bad">silent</Badge>}
        </p>
        <p className="text-[13px] text-muted">
          started <RelativeTime at={startedAt} />, last heard of <RelativeTime at={lastTouchAt} />
        </p>
      </div>
      {!isInTouch && (
        <Notice tone="bad">
          It may have been killed, or have lost the database. Another instance takes over what it
          left, where its journal can be read.
        </Notice>
      )}
      {notes.length > 0 && (
        <ul aria-label={`Notes of ${host}, process ${pid}`} className="space-y-2">
          {notes.map((note) => (
            <li key={note}>
              <Notice tone="warn" className="break-words">
                {asSentence(note)}
              </Notice>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Notes are told by programs, in one line that begins small. */
const asSentence = (note: string) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
