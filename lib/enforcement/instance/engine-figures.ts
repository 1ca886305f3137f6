/** How an engine is doing. What is counted, is counted since the process began. */
export interface EngineFigures {
  /** Keys in memory. */
  cachedKeys: number;
  /** Whether heartbeats are answered, so that what is in memory is trusted. */
  isInTouch: boolean;
  missedHeartbeats: number;
  /** This one included, as of the last heartbeat. */
  liveInstances: number;
  /** Log rows that are not in the database yet. */
  backlogRows: number;
  /** For how long the oldest of these has waited, milliseconds. */
  oldestRowForMs: number;
  /** What the journal takes on disk. */
  journalBytes: number;
  /** Whether rows can be kept in the journal; where they cannot, requests are answered 503. */
  isJournalWritable: boolean;
  /** Writes to the journal that failed; what they were to record was answered with 503. */
  journalErrors: number;
  /** Requests of blocked addresses that were not looked up, and so are in nobody's log. */
  unrecorded: number;
  /** Requests that were answered 503 and that no log has. */
  unavailableUnrecorded: number;
  /** Requests whose key is unknown or malformed. */
  failedAuthentications: number;
  blockedAddresses: number;
  /** Blocks that began with a failure that came to this instance. */
  blocksBegun: number;
}
