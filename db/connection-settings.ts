/**
 * On what our statements and our reading of answers rest. A database or a role may have other defaults, so each
 * connection says them; all are texts, as `pg_settings` has them, by names in lower case, as poolers list them.
 */
export const CONNECTION_SETTINGS = {
  // Dates in any other style are read wrongly, without a word.
  datestyle: "ISO, MDY",
  intervalstyle: "postgres",
  timezone: "UTC",
  bytea_output: "hex",
  extra_float_digits: "1",
  standard_conforming_strings: "on",
  transform_null_equals: "off",
  array_nulls: "on",
  // A grant reads what others wrote while it waited for its lock: a snapshot from before would let in what is taken.
  default_transaction_isolation: "read committed",
  default_transaction_read_only: "off",
  lock_timeout: "0",
  idle_in_transaction_session_timeout: "30000",
  // A pool's connections wait for the next request; one that ends as it comes costs it a 503.
  idle_session_timeout: "0",
};

/** The same with the schema that a URL names: the only one that statements find without saying so. */
export const connectionSettings = (schema: string) => ({
  ...CONNECTION_SETTINGS,
  search_path: schema,
});

/**
 * What a connection must say besides, where the server is such that it holds otherwise. It cannot be said to every
 * server: PostgreSQL before version 17 refuses a connection with a `transaction_timeout`.
 *
 * @param settings as `pg_settings` has them on a connection that has said all else
 */
export function laterSettings(settings: Readonly<Record<string, string>>): Record<string, string> {
  const { transaction_timeout: timeout, synchronous_commit: commit } = settings;
  return {
    // Statements have limits of their own, and a migration takes as long as it takes.
    ...(timeout !== undefined && timeout !== "0" && { transaction_timeout: "0" }),
    // A row leaves the journal when it is in the database: it must be there after a power cut, too.
    ...(commit === "off" && { synchronous_commit: "on" }),
  };
}
