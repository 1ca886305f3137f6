"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { ExactTime } from "@/components/ui/relative-time";
import {
  Sheet,
  SheetClose,
  SheetContent,
  SheetDescription,
  SheetTitle,
} from "@/components/ui/sheet";
import { formatCount, formatDuration } from "@/lib/format/number";
import type { LogEntry } from "@/lib/requests/schema";
import { LogWhy } from "./log-why";
import { StatusCode } from "./status-code";

interface LogDetailProps {
  /** Null: closed. */
  entry: LogEntry | null;
  onClose: () => void;
}

/** One request in full, and why it was answered as it was. */
export function LogDetail({ entry, onClose }: LogDetailProps) {
  return (
    <Sheet open={entry !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent className="right-0 left-auto w-[min(440px,100vw)] animate-settle gap-5 overflow-y-auto border-r-0 border-l p-5">
        {entry && <Body entry={entry} />}
      </SheetContent>
    </Sheet>
  );
}

function Body({ entry }: { entry: LogEntry }) {
  return (
    <>
      <div className="flex items-start justify-between gap-3">
        <SheetTitle className="min-w-0 font-mono text-sm leading-6 font-medium break-all">
          <span className="text-muted">{entry.method}</span> {entry.path}
        </SheetTitle>
        <SheetClose asChild>
          <Button variant="ghost" size="icon-sm" aria-label="Close">
            <X aria-hidden />
          </Button>
        </SheetClose>
      </div>
      <SheetDescription className="sr-only">One request from the log, in full</SheetDescription>
      <LogWhy entry={entry} />
      <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-2 text-[13px]">
        <Fact name="Time">
          <ExactTime at={entry.at} />
        </Fact>
        <Fact name="Key">
          <Link href={`/dashboard/keys/${entry.keyId}`} className="text-accent hover:underline">
            {entry.key}
          </Link>{" "}
          <span className="text-muted">{entry.category}</span>
        </Fact>
        <Fact name="Status">
          <StatusCode status={entry.status} />
        </Fact>
        <Fact name="First byte after">{formatDuration(entry.durationMs)}</Fact>
        <Fact name="IP">
          <span className="font-mono">{entry.ip ?? "–"}</span>
        </Fact>
        <Fact name="Credits">{formatCount(entry.credits)}</Fact>
        <Fact name="Counts towards quotas">{entry.counted ? "yes" : "no"}</Fact>
        <Fact name="User agent">
          <span className="break-words">{entry.userAgent ?? "–"}</span>
        </Fact>
        <Fact name="Request id">
          <span className="flex items-start gap-1">
            <span className="font-mono break-all">{entry.requestId}</span>
            <CopyButton
              value={entry.requestId}
              label="Copy request id"
              iconOnly
              variant="ghost"
              className="-my-1.5"
            />
          </span>
        </Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
