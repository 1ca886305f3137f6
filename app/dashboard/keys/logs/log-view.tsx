"use client";

import { useRouter } from "next/navigation";
import { parseAsString, useQueryState } from "nuqs";
import { useEffect, useRef } from "react";
import type { LogEntry } from "@/lib/requests/schema";
import { LogDetail } from "./log-detail";
import { OPEN_PARAM, TAIL_PATH } from "./log-params";
import { LogTable } from "./log-table";
import { TailStatus } from "./tail-status";
import { useLogTail } from "./use-log-tail";

interface LogViewProps {
  entries: LogEntry[];
  /** The request that the URL had open when the server was asked, where the page does not show it. */
  linked: LogEntry | null;
  /** The id that the server looked for. */
  linkedId: string | null;
  /** The filters to watch with as a query string; null: the page stands still. */
  liveQuery: string | null;
  /** What to show in place of no rows. */
  empty: React.ReactNode;
}

/** The rows, those that come while the page is live, and the request that is open. */
export function LogView({ entries, linked, linkedId, liveQuery, empty }: LogViewProps) {
  const live = useLogTail(liveQuery === null ? null : `${TAIL_PATH}?${liveQuery}`, entries);
  const [openId, setOpenId] = useQueryState(OPEN_PARAM, parseAsString);
  const { rows, fresh } = live;
  const at = rows.findIndex((row) => row.requestId === openId);
  const opened = rows[at] ?? (linked?.requestId === openId ? linked : null);
  const isUnasked = openId !== null && opened === null && linkedId !== openId;
  useAskedOnce(isUnasked ? openId : null);

  return (
    <>
      {liveQuery !== null && <TailStatus live={live} />}
      {rows.length > 0 ? (
        <LogTable
          rows={rows}
          fresh={fresh}
          onOpen={(id) => void setOpenId(id, { history: "push" })}
        />
      ) : (
        empty
      )}
      <LogDetail
        openId={isUnasked ? null : openId}
        entry={opened}
        newerId={at > 0 ? rows[at - 1]!.requestId : null}
        olderId={at >= 0 ? (rows[at + 1]?.requestId ?? null) : null}
        onMove={(id) => void setOpenId(id)}
        onClose={() => void setOpenId(null)}
      />
    </>
  );
}

/** The back button may lead to a request that this page never had: the server is asked for it. */
function useAskedOnce(id: string | null) {
  const router = useRouter();
  const asked = useRef<string | null>(null);
  useEffect(() => {
    if (id === null || asked.current === id) return;
    asked.current = id;
    router.refresh();
  }, [id, router]);
}
