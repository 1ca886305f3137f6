import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts, users } from "./accounts";
import { operatorTokens } from "./tokens";

/** Who changed what, from where, before and after: written in the transaction of the change. */
export const auditEvents = pgTable(
  "audit_events",
  {
    id: uuid("id").primaryKey(),
    /** Whose trail it is in. Null: it is the operator's, as a change of a plan or of a token. */
    accountId: uuid("account_id").references(() => accounts.id),
    at: timestamp("at", { withTimezone: true }).notNull().defaultNow(),
    /** "portal" is somebody who came by a link that `tokenId` has made. */
    actor: text("actor", { enum: ["user", "portal", "token", "cli", "system"] }).notNull(),
    actorId: uuid("actor_id").references(() => users.id, { onDelete: "set null" }),
    /** The operator token that acted. */
    tokenId: uuid("token_id").references(() => operatorTokens.id),
    ip: text("ip"),
    /** For example "key.create", "key.deactivate", "account.plan", "user.password". */
    action: text("action").notNull(),
    targetId: uuid("target_id"),
    before: jsonb("before"),
    after: jsonb("after"),
  },
  (t) => [
    index("audit_events_account").on(t.accountId, t.at),
    index("audit_events_target").on(t.targetId, t.at),
  ],
);

/** Addresses (IPv4) and /64 networks (IPv6) that are refused until a moment. */
export const ipBlocks = pgTable("ip_blocks", {
  ip: text("ip").primaryKey(),
  until: timestamp("until", { withTimezone: true }).notNull(),
  failures: integer("failures").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  /**
   * When an account lifted a block of this address, and which: it may do so once, and the next is the
   * operator's, who takes the row away.
   */
  liftedAt: timestamp("lifted_at", { withTimezone: true }),
  liftedBy: uuid("lifted_by").references(() => accounts.id, { onDelete: "set null" }),
});

/**
 * Failed authentications of all instances together, by address as in `ip_blocks` and by a moment that stands
 * for the few seconds from it on. Written by latchkey_count_failures alone.
 */
export const authFailures = pgTable(
  "auth_failures",
  {
    ip: text("ip").notNull(),
    at: timestamp("at", { withTimezone: true }).notNull(),
    failures: integer("failures").notNull(),
    /** So many of them have led to a block, or came while one was in force: they lead to no other. */
    spent: integer("spent").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.ip, t.at] }), index("auth_failures_time").on(t.at)],
);

/** Running processes: whose leases are alive, and where the journal of a dead one lies. */
export const instances = pgTable("instances", {
  id: uuid("id").primaryKey(),
  host: text("host").notNull(),
  pid: integer("pid").notNull(),
  journalDir: text("journal_dir").notNull(),
  startedAt: timestamp("started_at", { withTimezone: true }).notNull().defaultNow(),
  heartbeatAt: timestamp("heartbeat_at", { withTimezone: true }).notNull().defaultNow(),
  /** The run of a process to which it belongs. Null: its program is older than this column. */
  runId: uuid("run_id"),
  /** What its operator should know of it, as its /readyz tells. */
  notes: text("notes").array().notNull().default([]),
});

/** One row: counts the changes that caches must follow; see db/functions/latchkey_notify.sql. */
export const changeVersion = pgTable("change_version", {
  id: integer("id").primaryKey(),
  version: bigint("version", { mode: "number" }).notNull(),
});

/**
 * One row that says that the database is all there. Its name is the last of all, so that a dump of the data alone ends
 * with it; see latchkey_is_whole.
 */
export const wholeDatabase = pgTable("whole_database", {
  id: integer("id")
    .primaryKey()
    .references(() => changeVersion.id),
  since: timestamp("since", { withTimezone: true }).notNull().defaultNow(),
});

/**
 * What each run of a front door says that it has answered, beside what came of it: `usage check` compares them. Kept
 * for a while after the run has ended.
 */
export const runs = pgTable("runs", {
  id: uuid("id").primaryKey(),
  host: text("host").notNull(),
  beganAt: timestamp("began_at", { withTimezone: true }).notNull().defaultNow(),
  /** Log rows that it has put into its journal; as of its last heartbeat while it lives. */
  journaled: bigint("journaled", { mode: "number" }).notNull().default(0),
  /** How many of these it knew not to be in the database yet. */
  waiting: bigint("waiting", { mode: "number" }).notNull().default(0),
  /** How many of these the database has refused, or that could not be read back: they lie beside the journals. */
  setAside: bigint("set_aside", { mode: "number" }).notNull().default(0),
  /** How many of these were written, as of the transactions that wrote them. */
  written: bigint("written", { mode: "number" }).notNull().default(0),
  /** When its last row was written, or its journal read back by another. */
  endedAt: timestamp("ended_at", { withTimezone: true }),
  /** When it said last what it has journaled. Null: not yet. */
  toldAt: timestamp("told_at", { withTimezone: true }),
});

/**
 * One row: which SQL functions were applied, so that a start that finds them as it has them changes nothing; see
 * db/apply-functions.ts.
 */
export const sqlFunctions = pgTable("sql_functions", {
  id: integer("id").primaryKey(),
  /** Grows with each change of any of them: an older program knows by it that it is older. */
  edition: integer("edition").notNull(),
  /** The SHA-256 of each file of db/functions in hex, by the name of its function. */
  sha256: jsonb("sha256").notNull().$type<Record<string, string>>(),
});
