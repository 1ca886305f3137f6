import type postgres from "postgres";
import { connectionWaits, type Wait } from "./connection-waits";

/** After a statement's own limit its answer needs this long at most to arrive. */
const SLACK_MS = 2_000;
/** What is under way on connections that are left may still be answered for so long. */
const LEAVE_S = 5;
/** postgres.js opens connections again for what waits in a pool that ends, and these stay open. */
const SWEEPS_MS = [1_000, 15_000];

type Listen = postgres.Sql["listen"];

/** A channel that is listened to, on whichever connections there are. */
interface Listening {
  args: Parameters<Listen>;
  on: Promise<postgres.ListenMeta | undefined>;
}

/** The connections of one time. */
interface Era {
  pool: postgres.Sql;
  /** Ends transactions that the pool would leave pending: see `Lasting.begin`. */
  lost: Set<() => void>;
}

/** postgres.js marks what a connection works at; what waits behind it is not. */
type Asked = PromiseLike<unknown> & { active?: boolean };

const clients = new WeakMap<object, Lasting>();

/**
 * Leaves the connections of a client of `lastingSql`: what is asked from here on is asked on new ones,
 * and what is under way on the old ones gets a few seconds to end.
 */
export function renewConnections(sql: postgres.Sql): void {
  clients.get(sql)?.renew();
}

/**
 * A client that is not lost with its connections. Where a flow dies without a word (a database that
 * moved to another machine, a firewall that forgot it), the kernel sends again for a quarter of an hour
 * before it gives up, and postgres.js sends more and more behind it. Here, a statement that is not
 * answered although the server should have ended it by now has all connections replaced. Within a
 * transaction that holds for its `begin` alone: its statements may have other limits.
 *
 * @param open makes a pool of connections
 * @param statementTimeoutMs after which the server ends a statement
 */
export function lastingSql(open: () => postgres.Sql, statementTimeoutMs: number): postgres.Sql {
  const lasting = new Lasting(open, statementTimeoutMs + SLACK_MS);
  const own = lasting as unknown as Record<PropertyKey, unknown>;
  const sql = new Proxy(lasting.pool, {
    apply: (_target, _this, args: Parameters<postgres.Sql>) => lasting.ask(args),
    get: (_target, name) =>
      (OWN.has(name) ? own[name] : Reflect.get(lasting.pool, name)) as unknown,
  });
  clients.set(sql, lasting);
  return sql;
}

/** What of a client is not simply the pool's. */
const OWN = new Set<PropertyKey>(["unsafe", "begin", "listen", "end"]);

class Lasting {
  private era: Era;
  private isEnded = false;
  private readonly listening = new Set<Listening>();

  constructor(
    private readonly open: () => postgres.Sql,
    private readonly answerMs: number,
  ) {
    this.era = { pool: open(), lost: new Set() };
  }

  get pool(): postgres.Sql {
    return this.era.pool;
  }

  renew(): void {
    if (this.isEnded) return;
    const left = this.era;
    this.era = { pool: this.open(), lost: new Set() };
    inheritTypes(this.pool, left.pool);
    for (const each of this.listening) each.on = listenOn(this.pool, each.args);
    void leave(left);
  }

  ask(args: Parameters<postgres.Sql>): unknown {
    const made = this.pool(...args) as Asked;
    // All else that it makes is a part of a query.
    const isQuery = Array.isArray(args[0]) && "raw" in args[0];
    return isQuery ? this.watched(made) : made;
  }

  readonly unsafe = (...args: Parameters<postgres.Sql["unsafe"]>) =>
    this.watched(this.pool.unsafe(...args));

  /**
   * A transaction whose connection is lost waits for its connection to close (see db/client.ts), and one
   * that is dead does not: it is rejected when its connections have been left.
   */
  readonly begin = async (...args: unknown[]): Promise<unknown> => {
    const { era } = this;
    const work = args.pop() as (tx: postgres.TransactionSql) => unknown;
    let hasBegun = false;
    const wait = connectionWaits().begin();
    let lose = () => {};
    const begin = era.pool.begin.bind(era.pool) as (...args: unknown[]) => Promise<unknown>;
    const lost = new Promise<never>((_, reject) => {
      lose = () =>
        reject(
          Object.assign(new Error("the connection is lost"), { code: "CONNECTION_DESTROYED" }),
        );
    });
    const transaction = begin(...args, (tx: postgres.TransactionSql) => {
      hasBegun = true;
      wait.end();
      // Not before: what still waits for a connection may get one yet.
      era.lost.add(lose);
      return work(tx);
    });
    this.watch(transaction, () => !hasBegun);
    return Promise.race([transaction, lost]).finally(() => {
      wait.end();
      era.lost.delete(lose);
    });
  };

  readonly listen = async (...args: Parameters<Listen>): Promise<postgres.ListenMeta> => {
    const on = this.pool.listen(...args);
    const meta = await on;
    const each: Listening = { args, on };
    this.listening.add(each);
    const unlisten = async () => {
      this.listening.delete(each);
      await (await each.on)?.unlisten();
    };
    return { ...meta, unlisten };
  };

  readonly end = (...args: Parameters<postgres.Sql["end"]>): Promise<void> => {
    this.isEnded = true;
    return this.pool.end(...args);
  };

  /** A query is sent when somebody waits for it. */
  private watched<T extends Asked>(query: T): T {
    const then = query.then.bind(query);
    let isAsked = false;
    query.then = ((...args: Parameters<typeof then>) => {
      if (!isAsked) {
        isAsked = true;
        const wait = connectionWaits().begin();
        endWhenActive(query, wait);
        const answered = new Promise<void>(
          (resolve) =>
            void then(
              () => resolve(),
              () => resolve(),
            ),
        );
        void answered.then(() => wait.end());
        this.watch(answered, () => query.active === true);
      }
      return then(...args);
    }) as T["then"];
    return query;
  }

  /** @param isOwed whether the server works at it: what waits behind others has its time before it */
  private watch(answer: PromiseLike<unknown>, isOwed: () => boolean): void {
    const { era } = this;
    let owedSinceMs: number | null = null;
    // Looked at now and then, since nobody tells when it comes to its turn.
    const timer = setInterval(() => {
      const nowMs = performance.now();
      if (!isOwed()) owedSinceMs = null;
      else owedSinceMs ??= nowMs;
      if (owedSinceMs === null || nowMs - owedSinceMs < this.answerMs) return;
      clearInterval(timer);
      if (era === this.era) this.renew();
    }, this.answerMs / 4);
    timer.unref();
    const answered = () => clearInterval(timer);
    answer.then(answered, answered);
  }
}

/** Nobody tells when a connection begins with a query, but postgres.js marks it. */
function endWhenActive(query: Asked, wait: Wait): void {
  let isActive = query.active ?? false;
  Object.defineProperty(query, "active", {
    configurable: true,
    enumerable: true,
    get: () => isActive,
    set(value: boolean) {
      isActive = value;
      if (value) wait.end();
    },
  });
}

interface Types {
  parsers: object;
  serializers: object;
  shared: { typeArrayMap: object };
}

/** What is known of types is read once, and drizzle has replaced some of it for the client it was given. */
function inheritTypes(pool: postgres.Sql, left: postgres.Sql): void {
  const [to, from] = [pool, left].map(({ options }) => options as unknown as Types) as [
    Types,
    Types,
  ];
  Object.assign(to.parsers, from.parsers);
  Object.assign(to.serializers, from.serializers);
  Object.assign(to.shared.typeArrayMap, from.shared.typeArrayMap);
}

async function leave({ pool, lost }: Era): Promise<void> {
  await pool.end({ timeout: LEAVE_S }).catch(() => {});
  // What has just been answered is told so first.
  await new Promise(setImmediate);
  for (const lose of lost) lose();
  // Of which the types do not know: it ends connections without ending the pool.
  const { close } = pool as postgres.Sql & { close(): Promise<unknown> };
  for (const ms of SWEEPS_MS) setTimeout(() => void close().catch(() => {}), ms).unref();
}

/** Where it fails postgres.js tries again by itself. */
async function listenOn(pool: postgres.Sql, args: Parameters<Listen>) {
  return pool.listen(...args).catch(() => undefined);
}
