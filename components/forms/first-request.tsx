"use client";

import { useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice";
import { FirstRequest } from "@/lib/keys/schema";

const EVERY_MS = 2_000;
/** Who has not sent one by now is busy elsewhere: ask less often, and at last no more. */
const CALM_AFTER_MS = 2 * 60_000;
const CALM_EVERY_MS = 10_000;
const GIVE_UP_MS = 30 * 60_000;

/** The key's latest request as soon as there is one. Asks from mounting until unmounting. */
function useFirstRequest(keyId: string) {
  const [request, setRequest] = useState<FirstRequest | null>(null);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const startedMs = Date.now();

    async function ask() {
      const found = await fetchFirstRequest(keyId, stop.signal);
      if (stop.signal.aborted) return;
      const waitedMs = Date.now() - startedMs;
      // A rejected one is told, and the next one waited for.
      if (found) setRequest(found);
      if (found && !found.code) return;
      if (waitedMs > GIVE_UP_MS) return setOver(true);
      timer = setTimeout(() => void ask(), waitedMs > CALM_AFTER_MS ? CALM_EVERY_MS : EVERY_MS);
    }

    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [keyId]);
  return { request, isOver };
}

async function fetchFirstRequest(keyId: string, signal: AbortSignal): Promise<FirstRequest | null> {
  try {
    const answer = await fetch(`/dashboard/keys/${keyId}/first-request`, { signal });
    return answer.ok ? FirstRequest.nullable().parse(await answer.json()) : null;
  } catch {
    // Gone offline, or gone: the next round tells.
    return null;
  }
}

/** Waits for a new key's first request, and turns green when it arrives. */
export function FirstRequestNotice({ keyId }: { keyId: string }) {
  const { request, isOver } = useFirstRequest(keyId);
  const tone = request ? (request.code ? "warn" : "ok") : "neutral";
  return (
    <Notice tone={tone} role="status" className="flex min-h-9 items-center gap-2.5">
      <Dot tone={tone} isWaiting={!isOver && tone === "neutral"} />
      <span className="min-w-0 break-words">{wordsOf(request, isOver)}</span>
    </Notice>
  );
}

function wordsOf(request: FirstRequest | null, isOver: boolean) {
  if (request) {
    const { method, path, status, code, ip } = request;
    const from = ip ? ` from ${ip}` : "";
    return code
      ? `A request arrived${from} and was rejected: ${status} ${code}. Waiting for the next one.`
      : `The first request arrived${from}: ${method} ${path}, ${status}.`;
  }
  return isOver
    ? "No request yet. Its page will show the first one."
    : "Waiting for the first request…";
}

const DOTS = { neutral: "bg-muted", ok: "bg-ok", warn: "bg-warn" };

function Dot({ tone, isWaiting }: { tone: keyof typeof DOTS; isWaiting: boolean }) {
  const breath = isWaiting ? "motion-safe:animate-pulse" : "";
  return <span aria-hidden className={`size-2 shrink-0 rounded-full ${DOTS[tone]} ${breath}`} />;
}
