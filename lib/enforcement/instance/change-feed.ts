import { z } from "zod";
import type { Machine } from "@/lib/process/machine";
import { isSchemaMissing } from "@/lib/storage/database-error";
import type { DatabaseClock } from "@/lib/time/database-clock";
import { DeadlineError, withDeadline } from "@/lib/time/deadline";
import type { EnforcementStore, RunTold } from "../store";
import { Silence } from "./silence";

/** What a notice may say; see db/functions/latchkey_notify.sql. */
const Notice = z.object({
  v: z.number().optional(),
  all: z.boolean().optional(),
  keys: z.array(z.string()).optional(),
  account: z.string().optional(),
  ip: z.string().optional(),
  recall: z.array(z.string()).optional(),
  imported: z.boolean().optional(),
});
export type Notice = z.infer<typeof Notice>;

export interface ChangeFeedParts {
  store: Pick<EnforcementStore, "beat" | "listen" | "renewFeed">;
  /** What the others are told. */
  says(): { instanceId: string; run: RunTold };
  /** It is kept by heartbeats. */
  clock: DatabaseClock;
  machine?: Machine;
}

export interface ChangeFeedHandlers {
  onNotice(notice: Notice): void;
  /** Notices may have been missed: nothing that is cached may be trusted. */
  onResync(): void;
  /** The database no longer knows this instance: others took it for dead. */
  onFenced(): Promise<void>;
  /**
   * The database has forgotten changes (a replica took over that lacked them, or a dump was restored), and maybe
   * leases, too.
   */
  onRewound(): Promise<void>;
  /** A dump is being restored: nothing may be read or written until `onRewound`. */
  onHalf(): void;
  /** The database answers again, on a new connection: older ones may be dead. */
  onReconnected(): void;
  onError(error: unknown): void;
}

const HEARTBEAT_MS = 1_000;
const HEARTBEAT_DEADLINE_MS = 2_000;
/** A new connection may take longer than a heartbeat to open, and is then the next one's. */
const OPENING_MS = 8_000;

/**
 * After this long without a heartbeat an instance stops trusting what it remembers and answers
 * 503. Others take it for dead only after DEAD_AFTER_MS, and so never while it may still spend.
 */
export const TRUST_GRACE_MS = 5_000;
export const DEAD_AFTER_MS = 10_000;

/**
 * Keeps caches right. Notices arrive within milliseconds; each second a heartbeat compares the
 * version of all changes with the last one heard of, so that a lost notice is repaired, and
 * says to the others that this instance lives, and keeps the clock.
 */
export class ChangeFeed {
  /** Heartbeats that were not answered, or not in time. */
  missedHeartbeats = 0;
  private seenVersion = -1;
  private readonly silence: Silence;
  private whole = true;
  private live = 1;
  private timer: NodeJS.Timeout | undefined;
  private unlisten: (() => Promise<void>) | undefined;
  /** When the connection was left for a new one that has not answered yet; by `performance.now()`. */
  private renewedAt: number | null = null;
  private stopped = false;

  constructor(
    private readonly parts: ChangeFeedParts,
    private readonly handlers: ChangeFeedHandlers,
  ) {
    this.silence = new Silence(parts.machine);
  }

  /** @throws when the database cannot be reached */
  async start(): Promise<void> {
    this.unlisten = await this.parts.store.listen(
      (payload) => this.hear(payload),
      () => this.handlers.onResync(),
    );
    await this.beat();
    this.schedule();
  }

  /** Whether the database was heard of recently enough to trust what is remembered. */
  isTrusted(): boolean {
    return this.whole && this.silentForMs() < TRUST_GRACE_MS;
  }

  /** False while a dump is being restored, as of the last heartbeat. */
  get isWhole(): boolean {
    return this.whole;
  }

  /** Something of the schema was missed: a dump is being restored, until a heartbeat says that all is there. */
  isHalf(): void {
    if (!this.whole) return;
    this.whole = false;
    this.handlers.onHalf();
  }

  /** Milliseconds since a heartbeat that was answered began; whoever sets a clock does not change it. */
  silentForMs(): number {
    return this.silence.forMs();
  }

  /** Instances that were heard of lately, this one included, as of the last heartbeat. */
  liveInstances(): number {
    return this.live;
  }

  private hear(payload: string): void {
    const parsed = Notice.safeParse(parseJson(payload));
    if (!parsed.success) {
      this.handlers.onError(new Error("a change notice could not be read"));
      this.handlers.onResync();
      return;
    }
    const { v } = parsed.data;
    // Versions are handed out in commit order, so a gap means a lost notice.
    const isGap = v !== undefined && v > this.seenVersion + 1;
    if (isGap && this.seenVersion >= 0) this.handlers.onResync();
    if (v !== undefined) this.seenVersion = Math.max(this.seenVersion, v);
    this.handlers.onNotice(parsed.data);
  }

  private async beat(): Promise<void> {
    const askedAt = performance.now();
    const asked = this.silence.now();
    const seenBefore = this.seenVersion;
    const { clock, says, store } = this.parts;
    const heard = await withDeadline(
      store.beat(says(), DEAD_AFTER_MS),
      HEARTBEAT_DEADLINE_MS,
      "a heartbeat",
    );
    // It has left since it asked. The database does not know it any more, and it must not join anew.
    if (this.stopped) return;
    if (!heard?.isWhole) return this.isHalf();
    clock.sample(askedAt, performance.now(), heard.nowMs);
    if (this.renewedAt !== null) this.handlers.onReconnected();
    this.renewedAt = null;
    const { version } = heard;
    if (version < seenBefore || !this.whole) {
      this.whole = true;
      try {
        await this.handlers.onRewound();
      } catch (error) {
        this.whole = false;
        throw error;
      }
      this.seenVersion = version;
      return;
    }
    if (!heard.isAlive) {
      await this.handlers.onFenced();
      return;
    }
    if (version > this.seenVersion) {
      if (this.seenVersion >= 0) this.handlers.onResync();
      this.seenVersion = version;
    }
    this.live = Math.max(1, heard.live);
    this.silence.endedAt(asked);
  }

  /**
   * The database may be slow, or this connection be dead without a word: a new one will tell. Not at the
   * first miss, for with it all that is cached is given up.
   */
  private missed(error: unknown): void {
    this.missedHeartbeats++;
    if (isSchemaMissing(error)) return this.isHalf();
    const nowMs = performance.now();
    const mayOpen = nowMs - (this.renewedAt ?? -Infinity) < OPENING_MS;
    if (error instanceof DeadlineError && !this.isTrusted() && !mayOpen) {
      this.renewedAt = nowMs;
      this.parts.store.renewFeed();
    }
    this.handlers.onError(error);
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.beat()
        .catch((error: unknown) => this.missed(error))
        .finally(() => this.schedule());
    }, HEARTBEAT_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.unlisten?.().catch(() => {});
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
