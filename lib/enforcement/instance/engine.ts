import { HalfDatabase } from "./half-database";
import type { IpBlockRule } from "@/lib/env";
import { uuidv7 } from "@/lib/ids";
import type { Machine } from "@/lib/process/machine";
import { RowsAside } from "@/lib/requests/journal/set-aside";
import {
  adoptDeadInstances,
  type Recovery,
  replayLeftJournals,
} from "@/lib/requests/journal/recovery";
import type { BatchLimits } from "@/lib/requests/writing/batch-queue";
import { RequestWriter } from "@/lib/requests/writing/writer";
import { isSchemaMissing } from "@/lib/storage/database-error";
import { DatabaseClock } from "@/lib/time/database-clock";
import { withDeadline } from "@/lib/time/deadline";
import { BlockedCallers } from "../addresses/blocked-callers";
import { databaseIpBlocks } from "../addresses/database-ip-blocks";
import { IpBlocks } from "../addresses/ip-blocks";
import { Admitter } from "../admit";
import type { Admission, AdmitRequest } from "../decision/admission";
import { FactsReader } from "../keys/facts-reader";
import { ForeignKeys } from "../keys/foreign-keys";
import { KeyCache } from "../keys/key-cache";
import { databaseLeases } from "../leases/database";
import { LeaseKeeper } from "../leases/keeper";
import type { PlanLimitStore } from "../plan-limits/store";
import type { EnforcementStore } from "../store";
import { ChangeFeed, DEAD_AFTER_MS, type Notice } from "./change-feed";
import type { EngineFigures } from "./engine-figures";
import { journalLog } from "./journal-log";
import type { Answer } from "./logged-row";
import { Membership } from "./membership";
import { Recorder } from "./recorder";
import { Run } from "./run";

export interface EngineOptions {
  /** Of this engine alone: it is closed when the engine stops. */
  store: EnforcementStore;
  /** Where journals of this and earlier processes lie. */
  journalRoot: string;
  ipBlock: IpBlockRule | null;
  planLimits: PlanLimitStore;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** On which it is seen which processes live; the one that this process runs on, unless one is given. */
  machine?: Machine;
  /** No memory holds more entries than this; each has its own limit, too. */
  mostRemembered?: number;
  /** What is written in one transaction. */
  batches?: BatchLimits;
  /** See `RecorderParts`. */
  journalCareMs?: number;
}

/** With more rows than this waiting for the database, new requests are refused as unavailable. */
const MAX_BACKLOG = 200_000;
const TIDY_MS = 3_000;
/** All who ask for a key share one read of it, which nobody may wait for without end. */
const READ_DEADLINE_MS = 3_000;
/** A server has ten seconds to stop, and most of them are for requests in flight. */
const LEAVE_MS = 3_000;

/** Enforcement and recording, as one process has them. */
export class Engine {
  readonly clock = new DatabaseClock();
  readonly keys: KeyCache;
  readonly leases: LeaseKeeper;
  readonly ipBlocks: IpBlocks;
  readonly writer: RequestWriter;
  private readonly foreignKeys: ForeignKeys;
  private readonly run: Run;
  private readonly recorder: Recorder;
  private readonly recovery: Recovery;
  private readonly membership: Membership;
  private readonly feed: ChangeFeed;
  private readonly admitter: Admitter;
  private tidyTimer: NodeJS.Timeout | undefined;
  private lastReported = { message: "", at: -Infinity };

  constructor(private readonly options: EngineOptions) {
    const { ipBlock, journalRoot, log, machine, mostRemembered, store } = options;
    const { onError } = this;
    this.recovery = {
      store,
      root: journalRoot,
      deadAfterMs: DEAD_AFTER_MS,
      onSetAside: log.error.bind(log),
      machine,
    };
    this.foreignKeys = new ForeignKeys(() => store.hasImportedKeys(), onError);
    this.keys = this.makeKeys();
    const holder = () => ({ instanceId: this.id, generation: this.leases.generation });
    this.leases = new LeaseKeeper(databaseLeases(store, holder), () => this.clock.now(), onError);
    const blocks = databaseIpBlocks(store, ipBlock, () => this.feed.isWhole);
    this.ipBlocks = new IpBlocks(ipBlock, blocks, onError, mostRemembered);
    this.writer = this.makeWriter();
    this.recorder = new Recorder({
      leases: this.leases,
      enqueue: (journaled) => this.writer.enqueue(journaled),
      silentForMs: () => this.feed.silentForMs(),
      journalEvents: journalLog(log),
      journalCareMs: options.journalCareMs,
      onError,
    });
    this.run = new Run(() => ({
      journaled: this.recorder.journaledRows,
      waiting: this.writer.backlog,
    }));
    const { keys, leases, recorder, recovery, run, writer } = this;
    this.membership = new Membership({ keys, leases, log, recorder, recovery, run, writer });
    this.feed = this.makeFeed();
    this.admitter = this.makeAdmitter();
  }

  private makeKeys(): KeyCache {
    const { mostRemembered, store } = this.options;
    const facts = new FactsReader(mostRemembered);
    return new KeyCache(async (hash) => {
      const reading = store.findKey(hash);
      const row = await withDeadline(reading, READ_DEADLINE_MS, "reading a key").catch(this.missed);
      if (row === "half") throw new HalfDatabase();
      return row && facts.read(row);
    }, mostRemembered);
  }

  private makeWriter(): RequestWriter {
    const { batches, journalRoot, log, store } = this.options;
    const by = () => ({ instanceId: this.id, runId: this.run.id });
    const aside = new RowsAside(journalRoot);
    return new RequestWriter(
      store,
      by,
      {
        onSettled: (batch) => {
          for (const [keyId, spent] of batch.spent()) this.leases.settle(keyId, spent);
          this.recorder.settle(batch.journaled());
        },
        onRefused: (row, error) => {
          aside.add(row, () => this.recorder.keepRefused(row));
          this.run.noteSetAside();
          if (row.leased) this.leases.keepSpent(row.keyId);
          log.error({ err: error, requestId: row.id }, "a log row was refused and set aside");
        },
        onError: this.onError,
        mayWrite: () => this.feed.isWhole,
      },
      batches,
    );
  }

  private makeFeed(): ChangeFeed {
    const { log, machine, store } = this.options;
    const says = () => ({ instanceId: this.id, run: this.run.told() });
    return new ChangeFeed(
      { store, says, clock: this.clock, machine },
      {
        onNotice: (notice) => this.hear(notice),
        onResync: () => {
          this.keys.clear();
          this.foreignKeys.forget();
          this.ipBlocks.resync().catch(this.onError);
        },
        onFenced: () => this.membership.rejoin("taken for dead; joining anew"),
        onHalf: () => {
          const line =
            "the database is not all there: while a dump is restored requests are answered 503";
          log.error({}, line);
        },
        onRewound: () => {
          this.foreignKeys.forget();
          return this.membership.rejoin("the database has lost changes; joining anew", true);
        },
        onReconnected: () => store.renew(),
        onError: this.onError,
      },
    );
  }

  private hear(notice: Notice): void {
    if (notice.all) this.keys.clear();
    if (notice.keys) this.keys.forget(notice.keys);
    if (notice.account) this.keys.forgetAccount(notice.account);
    if (notice.ip) this.ipBlocks.refresh(notice.ip).catch(this.onError);
    if (notice.recall) this.leases.onRecall(notice.recall);
    if (notice.imported) this.foreignKeys.noteImport();
  }

  private makeAdmitter(): Admitter {
    const { log, mostRemembered, planLimits, store } = this.options;
    const tell = async (accountId: string, ip: string, requestId: string) => {
      const isNew = await store.auditIpBlock({ id: uuidv7(), accountId, ip });
      if (isNew) log.warn({ audit: "ip.block", accountId, ip, requestId }, "audit");
    };
    return new Admitter({
      clock: this.clock,
      keys: this.keys,
      leases: this.leases,
      planLimits,
      ipBlocks: this.ipBlocks,
      blockedCallers: new BlockedCallers(tell, this.onError, mostRemembered),
      isReady: () =>
        this.feed.isTrusted() &&
        !this.membership.isRejoining &&
        this.writer.backlog < MAX_BACKLOG &&
        this.journalTrouble === null,
      onError: this.onError,
    });
  }

  /** Something that is not there may be missing because a dump is being restored. */
  private readonly missed = (error: unknown): never => {
    if (isSchemaMissing(error)) this.feed.isHalf();
    throw error;
  };

  /** Settles what an earlier process left, then joins. @throws when the database is out of reach */
  async start(): Promise<void> {
    const { log, store } = this.options;
    if (!(await store.isWhole())) throw new HalfDatabase();
    const replayed = await replayLeftJournals(this.recovery);
    if (replayed > 0) log.info({ rows: replayed }, "replayed a journal left behind");
    await this.membership.join();
    await this.feed.start();
    await this.ipBlocks.resync();
    await this.foreignKeys.settled();
    this.tidyTimer = setInterval(() => void this.tidy(), TIDY_MS);
    this.tidyTimer.unref();
  }

  private async tidy(): Promise<void> {
    if (!this.feed.isWhole) return;
    try {
      // Out of touch nothing could be given back, and all that was tried would be in doubt.
      if (this.feed.isTrusted()) {
        this.leases.tidy();
        if (this.leases.isInDoubt()) {
          await this.writer.betweenBatches(() => this.leases.restate());
        }
      }
      for (const { id } of await adoptDeadInstances(this.recovery)) {
        this.options.log.warn({ instance: id }, "took over from a dead instance");
      }
    } catch (error) {
      this.onError(error);
    }
    await this.ipBlocks.tidy(this.clock.now()).catch(this.onError);
  }

  /** Says what went wrong, the same thing at most once a second. */
  private readonly onError = (error: unknown): void => {
    // That a dump is being restored is told once, by the feed.
    if (error instanceof HalfDatabase) return;
    const message = error instanceof Error ? error.message : String(error);
    const at = performance.now();
    if (message === this.lastReported.message && at - this.lastReported.at < 1_000) return;
    this.lastReported = { message, at };
    this.options.log.error({ err: error }, "enforcement met an error");
  };

  /** Judges a request and consumes what it may; at once for a warm key. Never throws. */
  admit(request: AdmitRequest): Admission | Promise<Admission> {
    return this.admitter.admit(request);
  }

  /**
   * Records what became of a request; when it returns, a crash of this process cannot lose the
   * row, and the answer's first byte may leave. Requests of no known key are not logged.
   *
   * @throws when the row cannot be made durable: the answer must be 503 then
   */
  record(admission: Admission, answer: Answer): void {
    this.recorder.record(admission, answer);
  }

  /**
   * As `record`, together with all that is recorded in this turn of the event loop, which costs a
   * fraction; `then` is told null when the first byte may leave, else why it must be a 503.
   */
  recordThen(admission: Admission, answer: Answer, then: (error: Error | null) => void): void {
    this.recorder.recordThen(admission, answer, then);
  }

  /**
   * Takes a request that was let in out of what quotas count, before it is recorded: we answer it ourselves,
   * and it has reached nobody.
   */
  uncount(admission: Admission): void {
    this.recorder.uncount(admission);
    if (admission.key) admission.quotas = this.leases.meters(admission.key);
  }

  /** Whether a key of another form than ours may exist. */
  get takesForeignKeys(): boolean {
    return this.foreignKeys.mayExist;
  }

  /** How it is doing, as metrics tell it. */
  figures(): EngineFigures {
    const { admitter, feed, ipBlocks, keys, recorder, writer } = this;
    return {
      cachedKeys: keys.size,
      isInTouch: feed.isTrusted(),
      missedHeartbeats: feed.missedHeartbeats,
      liveInstances: feed.liveInstances(),
      backlogRows: writer.backlog,
      oldestRowForMs: writer.oldestForMs(),
      journalBytes: recorder.journalBytes,
      isJournalWritable: recorder.journalTrouble === null,
      journalErrors: recorder.journalErrors,
      unrecorded: admitter.unrecorded,
      unavailableUnrecorded: recorder.unavailableUnrecorded,
      failedAuthentications: admitter.failedAuthentications,
      blockedAddresses: ipBlocks.size,
      blocksBegun: ipBlocks.begun,
    };
  }

  /** By which the database knows it; another after it was taken for dead. */
  get id(): string {
    return this.membership.id;
  }

  /** Why nothing can be recorded now, in words; null where it can. */
  get journalTrouble(): string | null {
    return this.recorder.journalTrouble;
  }

  /** Milliseconds since the database was last heard of. */
  silentForMs(): number {
    return this.feed.silentForMs();
  }

  /** False while a dump is being restored. */
  get isDatabaseWhole(): boolean {
    return this.feed.isWhole;
  }

  /** Whether the database was heard of lately. */
  isInTouch(): boolean {
    return this.feed.isTrusted();
  }

  /** How many instances share the work, this one included. */
  liveInstances(): number {
    return this.feed.liveInstances();
  }

  /**
   * Writes out every row, and leaves with its leases. Where the database does not take them in
   * time, the journal keeps the rows, and the leases that they spent stay until it is replayed.
   */
  async stop(): Promise<void> {
    clearInterval(this.tidyTimer);
    this.recorder.flush();
    let hasLeft = false;
    try {
      await withDeadline(this.leave(), LEAVE_MS, "leaving the database");
      hasLeft = true;
    } catch (error) {
      this.onError(error);
    }
    this.writer.abandon();
    void this.feed.stop();
    // Its journal says to others that it has ended, also where nothing is in it: who runs elsewhere could not tell
    // one that is missing from one that lies on another machine, and its leases would stay.
    if (hasLeft) this.recorder.close();
    else this.recorder.abandon();
    await this.options.planLimits.close();
    await this.options.store.end();
  }

  /** Lets go of its files, where its process ends without a word: it is not asked anything any more. */
  abandon(): void {
    this.recorder.abandon();
  }

  private async leave(): Promise<void> {
    await Promise.all([this.writer.drain(), this.ipBlocks.stop()]);
    this.leases.dropAll();
    await this.feed.stop();
    // Only now that every row is settled may the leases go, all of them with one statement.
    await this.options.store.endRun(this.run.told());
    await this.membership.retire();
    this.recorder.forgetRefused();
  }
}
