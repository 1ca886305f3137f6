import path from "node:path";
import type postgres from "postgres";
import {
  auditIpBlock,
  findKeyForRequest,
  hasImportedKeys,
  retireInstance,
} from "@/db/queries/enforcement";
import { endRun } from "@/db/queries/runs";
import { isSchemaMissing, isWholeDatabase } from "@/db/queries/heartbeat";
import { openSql } from "@/db/client";
import { renewConnections } from "@/db/lasting-sql";
import type { IpBlockRule } from "@/lib/env";
import { uuidv7 } from "@/lib/ids";
import { keepRefused } from "@/lib/requests/journal/journal";
import { adoptDeadInstances, announceInstance, replayLeftJournals } from "@/lib/requests/journal/recovery";
import { RequestWriter } from "@/lib/requests/writing/writer";
import type { Admission, AdmitRequest } from "../decision/admission";
import { Admitter } from "../admit";
import { BlockedCallers } from "../addresses/blocked-callers";
import { ChangeFeed, DEAD_AFTER_MS } from "./change-feed";
import { DatabaseClock } from "@/lib/time/database-clock";
import { databaseIpBlocks } from "../addresses/database-ip-blocks";
import { databaseLeases } from "../leases/database";
import { withDeadline } from "@/lib/time/deadline";
import type { EngineFigures } from "./engine-figures";
import { ForeignKeys } from "../keys/foreign-keys";
import { HalfDatabase } from "./half-database";
import { FactsReader } from "../keys/facts-reader";
import { IpBlocks } from "../addresses/ip-blocks";
import { journalLog } from "./journal-log";
import { KeyCache } from "../keys/key-cache";
import type { Answer } from "./logged-row";
import type { PlanLimitStore } from "../plan-limits/store";
import { LeaseKeeper } from "../leases/keeper";
import { Recorder } from "./recorder";
import { Run } from "./run";

export interface EngineOptions {
  databaseUrl: string;
  /** Where journals of this and earlier processes lie. */
  journalRoot: string;
  ipBlock: IpBlockRule | null;
  planLimits: PlanLimitStore;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
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
  private instanceId = uuidv7();
  private readonly run: Run;
  private readonly recorder: Recorder;
  private isRejoining = false;
  private readonly feed: ChangeFeed;
  private readonly admitter: Admitter;
  private readonly sql: postgres.Sql;
  private readonly feedSql: postgres.Sql;
  private tidyTimer: NodeJS.Timeout | undefined;
  private lastReported = { message: "", at: -Infinity };

  constructor(private readonly options: EngineOptions) {
    this.sql = openSql({
      url: options.databaseUrl,
      max: 8,
      name: "latchkey-engine",
      avoidsTableScans: true,
    });
    this.foreignKeys = new ForeignKeys(
      () => hasImportedKeys(this.sql),
      (error) => this.report(error),
    );
    this.feedSql = openSql({ url: options.databaseUrl, max: 1, name: "latchkey-feed" });
    const onError = (error: unknown) => this.report(error);
    const facts = new FactsReader();
    this.keys = new KeyCache(async (hash) => {
      const reading = findKeyForRequest(this.sql, hash);
      const row = await withDeadline(reading, READ_DEADLINE_MS, "reading a key").catch(this.missed);
      if (row === "half") throw new HalfDatabase();
      return row && facts.read(row);
    });
    this.leases = new LeaseKeeper(
      databaseLeases(this.sql, () => ({
        instanceId: this.instanceId,
        generation: this.leases.generation,
      })),
      () => this.clock.now(),
      onError,
    );
    this.ipBlocks = new IpBlocks(
      options.ipBlock,
      databaseIpBlocks(this.sql, options.ipBlock, () => this.feed.isWhole),
      onError,
    );
    this.writer = new RequestWriter(
      this.sql,
      () => ({ instanceId: this.instanceId, runId: this.run.id }),
      {
        onSettled: (batch) => {
          for (const [keyId, spent] of batch.spent()) this.leases.settle(keyId, spent);
          this.recorder.settle(batch.journaled());
        },
        onRefused: (row, error) => {
          keepRefused(options.journalRoot, row);
          this.run.noteSetAside();
          if (row.leased) this.leases.keepSpent(row.keyId);
          options.log.error(
            { err: error, requestId: row.id },
            "a log row was refused and set aside",
          );
        },
        onError,
        mayWrite: () => this.feed.isWhole,
      },
    );
    this.recorder = new Recorder({
      leases: this.leases,
      enqueue: (journaled) => this.writer.enqueue(journaled),
      silentForMs: () => this.feed.silentForMs(),
      journalEvents: journalLog(options.log),
      onError,
    });
    this.run = new Run(() => ({
      journaled: this.recorder.journaledRows,
      waiting: this.writer.backlog,
    }));
    const says = () => ({
      instanceId: this.instanceId,
      run: this.run.told(),
    });
    this.feed = new ChangeFeed(this.feedSql, says, this.clock, {
      onNotice: (notice) => {
        if (notice.all) this.keys.clear();
        if (notice.keys) this.keys.forget(notice.keys);
        if (notice.account) this.keys.forgetAccount(notice.account);
        if (notice.ip) this.ipBlocks.refresh(notice.ip).catch(onError);
        if (notice.recall) this.leases.onRecall(notice.recall);
        if (notice.imported) this.foreignKeys.noteImport();
      },
      onResync: () => {
        this.keys.clear();
        this.foreignKeys.forget();
        this.ipBlocks.resync().catch(onError);
      },
      onFenced: () => this.rejoin("taken for dead; joining anew"),
      onHalf: () => {
        const line =
          "the database is not all there: while a dump is restored requests are answered 503";
        options.log.error({}, line);
      },
      onRewound: () => {
        this.foreignKeys.forget();
        return this.rejoin("the database has lost changes; joining anew", true);
      },
      onReconnected: () => renewConnections(this.sql),
      onError,
    });
    this.admitter = new Admitter({
      clock: this.clock,
      keys: this.keys,
      leases: this.leases,
      planLimits: options.planLimits,
      ipBlocks: this.ipBlocks,
      blockedCallers: new BlockedCallers(async (accountId, ip, requestId) => {
        const isNew = await auditIpBlock(this.sql, { id: uuidv7(), accountId, ip });
        if (isNew) options.log.warn({ audit: "ip.block", accountId, ip, requestId }, "audit");
      }, onError),
      isReady: () =>
        this.feed.isTrusted() &&
        !this.isRejoining &&
        this.writer.backlog < MAX_BACKLOG &&
        this.journalTrouble === null,
      onError,
    });
  }

  /** Something that is not there may be missing because a dump is being restored. */
  private readonly missed = (error: unknown): never => {
    if (isSchemaMissing(error)) this.feed.isHalf();
    throw error;
  };

  /** Settles what an earlier process left, then joins. @throws when the database is out of reach */
  async start(): Promise<void> {
    const { journalRoot, log } = this.options;
    if (!(await isWholeDatabase(this.sql))) throw new HalfDatabase();
    const onSetAside = log.error.bind(log);
    const replayed = await replayLeftJournals(this.sql, journalRoot, DEAD_AFTER_MS, onSetAside);
    if (replayed > 0) log.info({ rows: replayed }, "replayed a journal left behind");
    await this.join();
    await this.feed.start();
    await this.ipBlocks.resync();
    await this.foreignKeys.settled();
    this.tidyTimer = setInterval(() => void this.tidy(), TIDY_MS);
    this.tidyTimer.unref();
  }

  private async join(): Promise<void> {
    await this.announce();
    this.recorder.open(this.journalDir(), () => this.run.id);
  }

  private announce(): Promise<void> {
    return announceInstance(this.sql, this.instanceId, this.journalDir(), this.run.id);
  }

  private journalDir(): string {
    return path.join(this.options.journalRoot, this.instanceId);
  }

  /** What it holds in leases is not the database's any more: it begins anew under a new name. */
  private async rejoin(why: string, beginsRun = false): Promise<void> {
    this.options.log.warn({ instance: this.instanceId }, why);
    this.isRejoining = true;
    try {
      this.recorder.flush();
      this.keys.clear();
      // Twice: what had asked before may have been granted meanwhile, and have been spent.
      for (let times = 0; times < 2; times++) {
        this.leases.dropAll();
        await this.writer.drain();
      }
      // From here on nothing is leased to the old name. Rows that come while the new one is announced
      // still go into the old journal, which stays until they are settled.
      this.instanceId = uuidv7();
      // What the database knows of this run is from another time.
      if (beginsRun) this.run.begin();
      await this.announce();
      this.recorder.moveTo(this.journalDir());
    } catch (error) {
      // It may be known by that name after all, and its journal is not there: as another it is tried again.
      this.instanceId = uuidv7();
      throw error;
    } finally {
      this.isRejoining = false;
    }
  }

  private async tidy(): Promise<void> {
    const { journalRoot, log } = this.options;
    if (!this.feed.isWhole) return;
    try {
      // Out of touch nothing could be given back, and all that was tried would be in doubt.
      if (this.feed.isTrusted()) {
        this.leases.tidy();
        if (this.leases.isInDoubt()) {
          await this.writer.betweenBatches(() => this.leases.restate());
        }
      }
      const onSetAside = log.error.bind(log);
      const dead = await adoptDeadInstances(this.sql, journalRoot, DEAD_AFTER_MS, onSetAside);
      for (const { id } of dead) {
        log.warn({ instance: id }, "took over from a dead instance");
      }
    } catch (error) {
      this.report(error);
    }
    await this.ipBlocks.tidy(this.clock.now()).catch((error: unknown) => this.report(error));
  }

  /** Says what went wrong, the same thing at most once a second. */
  private report(error: unknown): void {
    // That a dump is being restored is told once, by the feed.
    if (error instanceof HalfDatabase) return;
    const message = error instanceof Error ? error.message : String(error);
    const at = performance.now();
    if (message === this.lastReported.message && at - this.lastReported.at < 1_000) return;
    this.lastReported = { message, at };
    this.options.log.error({ err: error }, "enforcement met an error");
  }

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
    return this.instanceId;
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
    try {
      await withDeadline(this.leave(), LEAVE_MS, "leaving the database");
    } catch (error) {
      this.report(error);
    }
    this.writer.abandon();
    void this.feed.stop();
    this.recorder.close();
    await this.options.planLimits.close();
    await Promise.all([this.sql.end({ timeout: 1 }), this.feedSql.end({ timeout: 1 })]);
  }

  private async leave(): Promise<void> {
    await Promise.all([this.writer.drain(), this.ipBlocks.stop()]);
    this.leases.dropAll();
    await this.feed.stop();
    // Only now that every row is settled may the leases go, all of them with one statement.
    await endRun(this.sql, this.run.told());
    await retireInstance(this.sql, this.instanceId);
  }
}
