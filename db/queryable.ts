import type { PgDatabase } from "drizzle-orm/pg-core";
import type { PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";

/** The pool or a transaction on it: what queries run on. */
export type Queryable = PgDatabase<PostgresJsQueryResultHKT>;
