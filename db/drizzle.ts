import { drizzle } from "drizzle-orm/postgres-js";
import { type Database, openSql, type OpenOptions } from "./client";

/**
 * A pool behind drizzle. It must have a postgres.js client of its own: drizzle replaces the
 * client's date parsers, so that plain queries on the same client would see dates as text.
 * The front door does not load this file: it has no use for drizzle, which takes 13 MB.
 */
export function openDatabase(options: OpenOptions): Database {
  return drizzle(openSql(options));
}
