import { setTimeout as pause } from "node:timers/promises";
import type { Answered } from "../processes/load";

/** An answer, and when it came: milliseconds since the traffic began. */
export interface TimedAnswer extends Answered {
  atMs: number;
  retryAfter: string | null;
}

/** A key, as somebody keeps asking with it. */
export interface Asking {
  path: string;
  secret: string;
  /** Between two requests. */
  pauseMs?: number;
}

/** Requests with keys, one after another of each, and what they were answered. */
export class Traffic {
  readonly answers: TimedAnswer[] = [];
  /** Connections that broke amid a request. */
  broken = 0;
  private readonly beganMs = performance.now();
  private isOn = true;
  private readonly loops: Promise<void>[];

  constructor(origin: string, asking: readonly Asking[]) {
    this.loops = asking.map((one) => this.ask(origin, one));
  }

  /** Since it began. */
  elapsedMs(): number {
    return performance.now() - this.beganMs;
  }

  private async ask(origin: string, { path, secret, pauseMs = 10 }: Asking): Promise<void> {
    while (this.isOn) {
      try {
        const answer = await fetch(origin + path, { headers: { "X-API-Key": secret } });
        await answer.arrayBuffer();
        this.answers.push({
          atMs: this.elapsedMs(),
          id: answer.headers.get("x-request-id"),
          status: answer.status,
          code: answer.headers.get("latchkey-error"),
          retryAfter: answer.headers.get("retry-after"),
        });
      } catch {
        this.broken++;
      }
      await pause(pauseMs);
    }
  }

  /** Which answers were given, and how often. */
  tally(from: readonly TimedAnswer[] = this.answers): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { status, code } of from) {
      const told = code === null ? String(status) : `${status} ${code}`;
      counts[told] = (counts[told] ?? 0) + 1;
    }
    return counts;
  }

  /** The answers from a moment on. */
  since(atMs: number): TimedAnswer[] {
    return this.answers.filter((answer) => answer.atMs >= atMs);
  }

  async stop(): Promise<void> {
    this.isOn = false;
    await Promise.all(this.loops);
  }
}
