import type { Instruments } from "./instruments";
import type { MetricsSources } from "./sources";

/** What the front door holds of the database's: rows, keys, leases, blocks. */
export function instanceMetrics(instruments: Instruments, sources: MetricsSources): void {
  rows(instruments, sources);
  database(instruments, sources);
  callers(instruments, sources);
}

/** Log rows, from the journal to the database. */
function rows(
  instruments: Instruments,
  { engine, setAside, disk, logDaysAhead }: MetricsSources,
): void {
  instruments.gauge(
    "latchkey_log_backlog_rows",
    "Log rows not yet in the database.",
    () => engine().backlogRows,
  );
  instruments.gauge(
    "latchkey_oldest_unwritten_row_seconds",
    "For how long the oldest log row that is not in the database yet has waited; 0 where none does.",
    () => engine().oldestRowForMs / 1000,
  );
  instruments.gauge(
    "latchkey_journal_bytes",
    "What rows take in the request journal of this instance.",
    () => engine().journalBytes,
  );
  instruments.gauge(
    "latchkey_journal_writable",
    "1 while log rows can be kept in the journal; while they cannot, requests are answered with 503.",
    () => +engine().isJournalWritable,
  );
  instruments.counter(
    "latchkey_journal_errors_total",
    "Writes to the request journal that failed; what they were to record was answered with 503.",
    () => engine().journalErrors,
  );
  instruments.gauges(
    "latchkey_set_aside_rows",
    "Log rows that lie beside the journals because the database refused them, or because they cannot be read.",
    ["kind"],
    async () => {
      const found = await setAside();
      return (
        found && [
          [{ kind: "refused" }, found.refused],
          [{ kind: "unreadable" }, found.unreadable],
        ]
      );
    },
  );
  instruments.gauge(
    "latchkey_log_days_ahead",
    "For how many days after today the request log has a table in the database; -1: today has none.",
    logDaysAhead,
  );
  instruments.gauge(
    "latchkey_disk_free_bytes",
    "Free on the disk with the data directory, for the user of this process.",
    async () => (await disk())?.free ?? null,
  );
  instruments.gauge(
    "latchkey_disk_size_bytes",
    "Size of the disk with the data directory.",
    async () => (await disk())?.size ?? null,
  );
}

/** The database, as it answers, and the other instances on it. */
function database(
  instruments: Instruments,
  { engine, planLimitsDegraded, theDead }: MetricsSources,
): void {
  instruments.gauge(
    "latchkey_database_in_touch",
    "1 while the database answers heartbeats.",
    () => +engine().isInTouch,
  );
  instruments.counter(
    "latchkey_missed_heartbeats_total",
    "Heartbeats that the database did not answer, or not in time; one is sent each second.",
    () => engine().missedHeartbeats,
  );
  instruments.gauge(
    "latchkey_live_instances",
    "Instances on the database, this one included, as of the last heartbeat.",
    () => engine().liveInstances,
  );
  instruments.gauge(
    "latchkey_plan_limits_degraded",
    "1 while this instance enforces its share of the plan limits by itself: Redis is lost, or there are several and none is set.",
    () => +planLimitsDegraded(),
  );
  instruments.gauge(
    "latchkey_dead_instances",
    "Instances that have died and were not taken over yet, over all of the database.",
    async () => (await theDead())?.instances ?? null,
  );
  instruments.gauge(
    "latchkey_dead_leases",
    "Leases of such instances: one a key and instance.",
    async () => (await theDead())?.leases ?? null,
  );
  instruments.gauge(
    "latchkey_dead_leased_admissions",
    "Admissions in such leases: quotas count them as used.",
    async () => (await theDead())?.admissions ?? null,
  );
}

/** Keys and addresses. */
function callers(
  instruments: Instruments,
  { engine, frontDoor, app, wrongServiceTokens }: MetricsSources,
): void {
  instruments.gauge("latchkey_cached_keys", "Keys held in memory.", () => engine().cachedKeys);
  instruments.counters(
    "latchkey_failed_authentications_total",
    "Unknown or malformed keys, wrong service tokens, and wrong passwords and codes at a sign-in.",
    ["kind"],
    () => [
      [{ kind: "key" }, engine().failedAuthentications],
      [{ kind: "service_token" }, wrongServiceTokens()],
      [{ kind: "sign_in" }, frontDoor().failedSignIns + (app().vitals?.failedSignIns ?? 0)],
    ],
  );
  instruments.gauge(
    "latchkey_blocked_addresses",
    "Addresses that are blocked for unknown keys.",
    () => engine().blockedAddresses,
  );
  instruments.counter(
    "latchkey_blocks_begun_total",
    "Blocks of addresses that began with a failure that came to this instance.",
    () => engine().blocksBegun,
  );
  instruments.gauge(
    "latchkey_blocked_unrecorded",
    "Requests of blocked addresses whose key was not looked up, so that no log has them.",
    () => engine().unrecorded,
  );
  instruments.counter(
    "latchkey_unavailable_unrecorded_total",
    "Requests that were answered with 503 and that no log has: their key is not in memory, or the journal could not be written.",
    () => engine().unavailableUnrecorded,
  );
}
