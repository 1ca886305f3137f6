import { drizzle } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import type { Database } from "@/db/client";
import { withDeadline } from "@/lib/time/deadline";
import { noting } from "./watch";

type Begin = (...args: unknown[]) => Promise<unknown>;

/** A query is sent when somebody waits for it, and may be told more until then: so it stays one. */
function waitAtMost<T extends PromiseLike<unknown>>(query: T, ms: number): T {
  const then = query.then.bind(query) as Promise<unknown>["then"];
  const answered = () => new Promise<unknown>((resolve, reject) => void then(resolve, reject));
  query.then = ((...args: Parameters<typeof then>) =>
    noting(withDeadline(answered(), ms, "a query")).then(...args)) as T["then"];
  return query;
}

/**
 * The same pool for one who will not wait for ever. The server ends a statement that runs long,
 * but a server that has gone without a word ends nothing, and postgres.js waits with it. What takes
 * longer than this, a whole transaction or a query outside of one, is refused, and goes on or not
 * as the server will have it: for reading only.
 *
 * @throws (each query) DeadlineError
 */
export function withQueryDeadline(db: Database, ms: number): Database {
  const sql = db.$client;
  const hurried = new Proxy(sql, {
    get(target, name) {
      if (name === "unsafe") {
        return (...args: Parameters<postgres.Sql["unsafe"]>) =>
          waitAtMost(target.unsafe(...args), ms);
      }
      if (name === "begin") {
        const begin = target.begin.bind(target) as Begin;
        return (...args: unknown[]) => noting(withDeadline(begin(...args), ms, "a transaction"));
      }
      return Reflect.get(target, name);
    },
  });
  return drizzle(hurried);
}
