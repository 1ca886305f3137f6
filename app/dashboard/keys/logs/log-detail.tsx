"use client";

import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import {
  Sheet,
  SheetClose,
  SheetContent,
  SheetDescription,
  SheetTitle,
} from "@/components/ui/sheet";
import type { LogEntry } from "@/lib/requests/schema";
import { LogFacts } from "./log-facts";
import { LogWhy } from "./log-why";

interface LogDetailProps {
  /** The request that the URL asks for; null: closed. */
  openId: string | null;
  /** That request; null when the log does not have it. */
  entry: LogEntry | null;
  /** Its neighbours in the list, by their ids. */
  newerId: string | null;
  olderId: string | null;
  onMove: (id: string) => void;
  onClose: () => void;
}

/** One request in full, and why it was answered as it was. */
export function LogDetail({ openId, entry, newerId, olderId, onMove, onClose }: LogDetailProps) {
  // When the focus goes back, the URL has forgotten what was open.
  const lastId = useRef(openId);
  useEffect(() => {
    if (openId !== null) lastId.current = openId;
  }, [openId]);
  return (
    <Sheet open={openId !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent
        className="right-0 left-auto w-[min(460px,100vw)] animate-settle gap-5 overflow-y-auto border-r-0 border-l p-5"
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          if (event.key === "k" && newerId) onMove(newerId);
          if (event.key === "j" && olderId) onMove(olderId);
        }}
        onCloseAutoFocus={(event) => {
          // Back to the row, also where the sheet was opened by its address.
          const row = rowOf(lastId.current);
          if (!row) return;
          event.preventDefault();
          row.focus();
        }}
      >
        <div className="flex items-start gap-1">
          <SheetTitle className="mr-auto min-w-0 font-mono text-sm leading-8 font-medium break-all">
            {entry ? (
              <>
                <span className="text-muted">{entry.method}</span> {entry.path}
              </>
            ) : (
              "No such request"
            )}
          </SheetTitle>
          <Step icon={ChevronUp} label="Newer request" shortcut="k" to={newerId} onMove={onMove} />
          <Step
            icon={ChevronDown}
            label="Older request"
            shortcut="j"
            to={olderId}
            onMove={onMove}
          />
          <SheetClose asChild>
            <Button variant="ghost" size="icon-sm" aria-label="Close">
              <X aria-hidden />
            </Button>
          </SheetClose>
        </div>
        <SheetDescription className={entry ? "sr-only" : "text-sm text-pretty text-muted"}>
          {entry
            ? "One request from the log, in full"
            : "Your log has no request with this id: it belongs to another account, or it is older than what is kept."}
        </SheetDescription>
        {entry && <LogWhy entry={entry} />}
        {entry && <LogFacts entry={entry} />}
      </SheetContent>
    </Sheet>
  );
}

/** What opened a request: the row's button in the table, or its card on a phone. */
function rowOf(id: string | null): HTMLElement | null {
  if (id === null) return null;
  const rows = document.querySelectorAll<HTMLElement>(`[data-request="${CSS.escape(id)}"]`);
  return [...rows].find((row) => row.offsetParent !== null) ?? null;
}

interface StepProps {
  icon: typeof ChevronUp;
  label: string;
  shortcut: string;
  to: string | null;
  onMove: (id: string) => void;
}

function Step({ icon: Icon, label, shortcut, to, onMove }: StepProps) {
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={label}
      title={`${label} (${shortcut})`}
      aria-keyshortcuts={shortcut}
      // Not `disabled`: the focus would be lost at the end of the list.
      aria-disabled={to === null}
      onClick={() => to && onMove(to)}
    >
      <Icon aria-hidden />
    </Button>
  );
}
