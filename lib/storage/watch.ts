import { AsyncLocalStorage } from "node:async_hooks";
import type postgres from "postgres";
import { drizzle } from "drizzle-orm/postgres-js";
import type { Database } from "@/db/client";
import { isStorageFailure } from "./failure";

/** What befell the storage while one request was served. */
export interface Watch {
  /** The first failure of the database, or null. */
  failure: unknown;
}

/** Server files and Next's bundles are module graphs of their own: they meet here. */
const NAME = Symbol.for("latchkey.storage-watch");
type Meeting = { [NAME]?: AsyncLocalStorage<Watch> };
const watches = ((globalThis as Meeting)[NAME] ??= new AsyncLocalStorage<Watch>());

/** Does `work`; what fails of the database meanwhile is in `watch`, also where somebody swallows it. */
export const watched = <T>(watch: Watch, work: () => T): T => watches.run(watch, work);

/** The watch under which this code runs, if any. */
export const currentWatch = (): Watch | undefined => watches.getStore();

/** Notes an error for the request that met it, where it is the database's. */
export function noteFailure(error: unknown): void {
  const watch = watches.getStore();
  if (watch && isStorageFailure(error)) watch.failure ??= error;
}

/** The same promise, of which a failure is noted. */
export function noting<T>(promise: Promise<T>): Promise<T> {
  promise.catch(noteFailure);
  return promise;
}

/** The same pool, of which every failure is noted for the request that met it. */
export function notingDatabase(db: Database): Database {
  const noted = new Proxy(db.$client, {
    apply(target, self, args: unknown[]) {
      const made = Reflect.apply(target, self, args) as PromiseLike<unknown>;
      const isQuery = Array.isArray(args[0]) && "raw" in args[0];
      return isQuery ? notingQuery(made) : made;
    },
    get(target, name) {
      if (name === "unsafe") {
        return (...args: Parameters<postgres.Sql["unsafe"]>) => notingQuery(target.unsafe(...args));
      }
      if (name === "begin") {
        const begin = target.begin.bind(target) as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) => noting(begin(...args));
      }
      return Reflect.get(target, name) as unknown;
    },
  });
  return drizzle(noted);
}

/** A query is sent when somebody waits for it, and may be told more until then: so it stays one. */
function notingQuery<T extends PromiseLike<unknown>>(query: T): T {
  const then = query.then.bind(query) as Promise<unknown>["then"];
  query.then = ((done, failed) =>
    then(done, (error: unknown) => {
      noteFailure(error);
      if (failed) return failed(error);
      throw error;
    })) as Promise<unknown>["then"] as T["then"];
  return query;
}
