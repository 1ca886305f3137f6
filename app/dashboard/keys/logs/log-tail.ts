import type { TailLook } from "@/lib/requests/reading/tail";

/** How a tail is doing, in words that the page can show. */
export type TailState =
  | { kind: "watching" }
  /** Nobody looks: the tab is in the background. */
  | { kind: "hidden" }
  | { kind: "lost"; retryInS: number }
  | { kind: "stopped"; why: "signed_out" | "took_too_long" | "unknown_key" | "idle" };

export interface TailEvents {
  onLook(look: TailLook): void;
  onState(state: TailState): void;
}

const EVERY_MS = 2_000;
const DEADLINE_MS = 10_000;
const RETRY_MS = [2_000, 4_000, 8_000, 15_000, 30_000];
/** A tab that was forgotten does not ask for ever. */
const LONGEST_MS = 30 * 60_000;

/**
 * Asks for new rows every two seconds while somebody looks at the page. Asking, rather than a
 * stream, because it works through every proxy, on every instance, and costs nothing in between.
 */
export class LogTail {
  private readonly startedMs = Date.now();
  private sinceMs: number | null = null;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;
  private ended = false;

  constructor(
    /** The tail's address with its filters. */
    private readonly url: string,
    private readonly events: TailEvents,
  ) {}

  start(): void {
    document.addEventListener("visibilitychange", this.onVisibility);
    window.addEventListener("online", this.onVisibility);
    this.onVisibility();
  }

  end(): void {
    this.ended = true;
    this.pause();
    document.removeEventListener("visibilitychange", this.onVisibility);
    window.removeEventListener("online", this.onVisibility);
  }

  private pause(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = undefined;
  }

  private readonly onVisibility = () => {
    this.pause();
    if (document.visibilityState === "visible") void this.look();
    else this.events.onState({ kind: "hidden" });
  };

  private stop(why: Extract<TailState, { kind: "stopped" }>["why"]): void {
    this.end();
    this.events.onState({ kind: "stopped", why });
  }

  private async look(): Promise<void> {
    if (Date.now() - this.startedMs > LONGEST_MS) return this.stop("idle");
    const asking = new AbortController();
    this.asking = asking;
    const deadline = setTimeout(() => asking.abort(), DEADLINE_MS);
    const answer = await this.ask(asking.signal).catch(() => null);
    clearTimeout(deadline);
    // Paused or ended meanwhile: somebody else goes on, or nobody.
    if (this.ended || this.asking !== asking) return;
    if (answer === "signed_out") return this.stop(answer);
    if (answer === null) return this.retry();
    if (answer.problem !== null) return this.stop(answer.problem);
    this.failures = 0;
    this.sinceMs = answer.atMs;
    this.events.onState({ kind: "watching" });
    this.events.onLook(answer);
    this.timer = setTimeout(() => void this.look(), EVERY_MS);
  }

  private retry(): void {
    const waitMs = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)]!;
    this.failures++;
    this.events.onState({ kind: "lost", retryInS: waitMs / 1000 });
    this.timer = setTimeout(() => void this.look(), waitMs);
  }

  private async ask(signal: AbortSignal): Promise<TailLook | "signed_out"> {
    const url = new URL(this.url, window.location.href);
    if (this.sinceMs !== null) url.searchParams.set("since", String(this.sinceMs));
    const response = await fetch(url, { signal, cache: "no-store" });
    if (response.status === 401) return "signed_out";
    if (!response.ok) throw new Error(`answered ${response.status}`);
    const look: unknown = await response.json();
    if (!isLook(look)) throw new Error("not a look at the log");
    return look;
  }
}

/** Whether it is an answer of ours: a proxy's error page may come with a 200 as well. */
function isLook(value: unknown): value is TailLook {
  if (typeof value !== "object" || value === null) return false;
  return "entries" in value && Array.isArray(value.entries) && "atMs" in value;
}
