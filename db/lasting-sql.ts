import type postgres from "postgres";

/** After a statement's own limit its answer needs this long at most to arrive. */
const SLACK_MS = 2_000;
/** What is under way on connections that are left may still be answered for so long. */
const LEAVE_S = 5;

type Listen = postgres.Sql["listen"];

/** A channel that is listened to, on whichever connections there are. */
interface Listening {
  args: Parameters<Listen>;
  on: Promise<postgres.ListenMeta | undefined>;
}

const renewals = new WeakMap<object, () => void>();

/**
 * Leaves the connections of a client of `lastingSql`: what is asked from here on is asked on new ones,
 * and what is under way on the old ones gets a few seconds to end.
 */
export function renewConnections(sql: postgres.Sql): void {
  renewals.get(sql)?.();
}

/**
 * A client that is not lost with its connections. Where a flow dies without a word (a database that
 * moved to another machine, a firewall that forgot it), the kernel sends again for a quarter of an hour
 * before it gives up, and postgres.js sends more and more behind it. Here, a statement that is not
 * answered although the server should have ended it by now has all connections replaced.
 *
 * @param open makes a pool of connections
 * @param statementTimeoutMs after which the server ends a statement
 */
export function lastingSql(open: () => postgres.Sql, statementTimeoutMs: number): postgres.Sql {
  let pool = open();
  let isEnded = false;
  const listening = new Set<Listening>();

  function renew(): void {
    if (isEnded) return;
    const left = pool;
    pool = open();
    // Drizzle has replaced these once, for the client that it was given.
    Object.assign(pool.options.parsers, left.options.parsers);
    Object.assign(pool.options.serializers, left.options.serializers);
    for (const each of listening) each.on = listenOn(pool, each.args);
    left.end({ timeout: LEAVE_S }).catch(() => {});
  }

  /** @param ms in which it must be answered */
  function watch(answer: PromiseLike<unknown>, ms: number): void {
    const asked = pool;
    const timer = setTimeout(() => {
      if (pool === asked) renew();
    }, ms);
    timer.unref();
    const answered = () => clearTimeout(timer);
    answer.then(answered, answered);
  }

  /** A query is sent when somebody waits for it. */
  function watched<T extends PromiseLike<unknown>>(query: T): T {
    const then = query.then.bind(query);
    let isAsked = false;
    query.then = ((...args: Parameters<typeof then>) => {
      if (!isAsked) {
        isAsked = true;
        const answered = new Promise<void>(
          (resolve) =>
            void then(
              () => resolve(),
              () => resolve(),
            ),
        );
        watch(answered, statementTimeoutMs + SLACK_MS);
      }
      return then(...args);
    }) as T["then"];
    return query;
  }

  const own: Partial<Record<PropertyKey, unknown>> = {
    unsafe: (...args: Parameters<postgres.Sql["unsafe"]>) => watched(pool.unsafe(...args)),
    begin: (...args: Parameters<postgres.Sql["begin"]>) => {
      const transaction = pool.begin(...args);
      // Of several statements.
      watch(transaction, 2 * statementTimeoutMs + SLACK_MS);
      return transaction;
    },
    listen: async (...args: Parameters<Listen>) => {
      const on = pool.listen(...args);
      const { state } = await on;
      const each: Listening = { args, on };
      listening.add(each);
      const unlisten = async () => {
        listening.delete(each);
        await (await each.on)?.unlisten();
      };
      return { state, unlisten };
    },
    end: (...args: Parameters<postgres.Sql["end"]>) => {
      isEnded = true;
      return pool.end(...args);
    },
  };
  const sql = new Proxy(pool, {
    apply: (_target, _this, args: Parameters<postgres.Sql>) => {
      const made = pool(...args) as PromiseLike<unknown>;
      // All else that it makes is a part of a query.
      return isTemplate(args[0]) ? watched(made) : made;
    },
    get: (_target, name) => own[name] ?? (Reflect.get(pool, name) as unknown),
  });
  renewals.set(sql, renew);
  return sql;
}

const isTemplate = (first: unknown) => Array.isArray(first) && "raw" in first;

/** Where it fails postgres.js tries again by itself. */
async function listenOn(pool: postgres.Sql, args: Parameters<Listen>) {
  return pool.listen(...args).catch(() => undefined);
}
