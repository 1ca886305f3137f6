import { StatusCode } from "@/components/status-code";
import { ListFilter } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatCount, formatDuration } from "@/lib/format/number";
import type { LogEntry } from "@/lib/requests/schema";
import { LOGS_PATH, type FilterParam } from "./log-params";
import { LogTime } from "./log-time";

/** Everything that the log knows of a request, and ways to others like it. */
export function LogFacts({ entry }: { entry: LogEntry }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2 text-[13px]">
      <Fact name="Time">
        <LogTime at={entry.at} isWhole />{" "}
        <RelativeTime at={entry.at} className="whitespace-nowrap text-muted" />
      </Fact>
      <Fact name="Key" like={["key", entry.keyId]}>
        <Link
          href={`/dashboard/keys/${entry.keyId}`}
          className="text-accent underline-offset-4 hover:underline"
        >
          {entry.key}
        </Link>
      </Fact>
      <Fact name="Category" like={["category", entry.category]}>
        {entry.category}
      </Fact>
      <Fact name="Status" like={["status", String(entry.status)]}>
        <StatusCode status={entry.status} code={entry.code} />
      </Fact>
      <Fact name="Path" like={["path", entry.path]}>
        <span className="font-mono break-all">{entry.path}</span>
      </Fact>
      <Fact name="First byte after">{formatDuration(entry.durationMs)}</Fact>
      <Fact name="IP" like={entry.ip ? ["ip", entry.ip] : undefined}>
        <span className="font-mono break-all">{entry.ip ?? "–"}</span>
      </Fact>
      <Fact name="User agent">
        <span className="break-words">{entry.userAgent ?? "–"}</span>
      </Fact>
      <Fact name="Credits">{formatCount(entry.credits)}</Fact>
      <Fact name="Counts towards quotas">{entry.counted ? "yes" : "no"}</Fact>
      <Fact
        name="Request id"
        end={
          <CopyButton
            value={entry.requestId}
            label="Copy request id"
            iconOnly
            variant="ghost"
            className={AT_END}
          />
        }
      >
        <span className="font-mono break-all">{entry.requestId}</span>
      </Fact>
    </dl>
  );
}

const AT_END = "-my-1.5 ml-auto shrink-0";

interface FactProps {
  name: string;
  end?: React.ReactNode;
  /** The filter that finds requests which have this in common. */
  like?: [param: FilterParam, value: string] | undefined;
  children: React.ReactNode;
}

function Fact({ name, end, like, children }: FactProps) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1">
        <span className="min-w-0">{children}</span>
        {end}
        {like && (
          <Button asChild variant="ghost" size="icon-sm" className={AT_END}>
            <Link
              href={`${LOGS_PATH}?${new URLSearchParams([like])}`}
              aria-label={`Show all requests with this ${name.toLowerCase().replace("ip", "IP")}`}
              title={`Show all with this ${name.toLowerCase().replace("ip", "IP")}`}
            >
              <ListFilter aria-hidden />
            </Link>
          </Button>
        )}
      </dd>
    </>
  );
}
