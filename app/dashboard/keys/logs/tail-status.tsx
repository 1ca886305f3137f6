"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { formatCount } from "@/lib/format/number";
import type { TailState } from "./log-tail";
import { LIVE_ROWS, type LiveLog } from "./use-log-tail";

const arrivedWords = (arrived: number) =>
  `${formatCount(arrived)} new ${arrived === 1 ? "request" : "requests"} since the log went live`;

/** How the live log is doing. What counts up is said to screen readers now and then only. */
export function TailStatus({ live }: { live: LiveLog }) {
  const { state, arrived, hasGap } = live;
  const spoken = useCalm(arrivedWords(arrived), arrived);
  return (
    <div className="space-y-2">
      <p className="flex min-h-5 flex-wrap items-center gap-x-2 text-[13px] text-muted">
        <span
          aria-hidden
          className={state.kind === "watching" ? "text-ok" : "text-muted"}
          title={state.kind}
        >
          {state.kind === "watching" ? "●" : "○"}
        </span>
        <span aria-hidden={state.kind === "watching"} role="status">
          {wordsOf(state)}
        </span>
        {state.kind === "watching" && (
          <span aria-hidden className="tabular-nums">
            {arrived === 0 ? "Waiting for requests." : `${formatCount(arrived)} new.`}
          </span>
        )}
        {hasGap && (
          <span>
            More came than fit: only the newest {LIVE_ROWS} are here, and some were left out.
          </span>
        )}
      </p>
      <p role="status" className="sr-only">
        {spoken}
      </p>
      {state.kind === "stopped" && (
        <Notice tone="warn" role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {STOPPED[state.why]}
          {state.why === "idle" && (
            <Button size="sm" onClick={() => window.location.reload()}>
              Watch on
            </Button>
          )}
        </Notice>
      )}
    </div>
  );
}

const STOPPED = {
  signed_out: "You are signed out. Sign in again to watch on; what is here stays until you leave.",
  took_too_long:
    "These filters ask for too much to be watched. Narrow them to a key, or to a code.",
  unknown_key: "No key of yours has this name or category any more.",
  idle: "Watching stopped after half an hour, to spare your connection.",
};

function wordsOf(state: TailState): string {
  switch (state.kind) {
    case "watching":
      return "Live: new requests appear by themselves.";
    case "hidden":
      return "Paused while this tab is in the background.";
    case "lost":
      return `The server did not answer. Trying again in ${state.retryInS} s.`;
    case "stopped":
      return "Stopped.";
  }
}

const CALM_MS = 10_000;

/** The latest of a text that changes often, at most every ten seconds; nothing while `count` is 0. */
function useCalm(text: string, count: number): string {
  const [said, setSaid] = useState("");
  const latest = useRef(text);
  const saidMs = useRef(0);
  useEffect(() => {
    latest.current = text;
    if (count === 0) return;
    const timer = setTimeout(
      () => {
        saidMs.current = Date.now();
        setSaid(latest.current);
      },
      Math.max(0, saidMs.current + CALM_MS - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [text, count]);
  return said;
}
