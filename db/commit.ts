import type postgres from "postgres";

/*
 * PostgreSQL answers a COMMIT of a transaction that has failed with ROLLBACK, and with no error. postgres.js (3.4.9)
 * takes that for done. It also prepares `commit` under a name; behind a pooler that hands each transaction to another
 * server, that server may not know the name, the transaction fails of it, and postgres.js sends the commit again by
 * itself: rows were gone, and nobody was told.
 */

/** A transaction did not happen: its end was answered with something else than COMMIT. */
export class NotCommitted extends Error {
  override name = "NotCommitted";
  readonly code = "NOT_COMMITTED";

  constructor(answer: string) {
    super(
      `a transaction was answered with ${answer} instead of COMMIT: nothing of it has happened`,
    );
  }
}

/** What postgres.js's own queries are, of which its types do not tell. */
interface Query {
  strings: readonly string[];
  options: { prepare?: boolean };
  executed: boolean;
  resolve(result: { command?: string }): void;
  reject(error: Error): void;
}

interface QueryClass {
  handle(this: Query): Promise<void>;
  endsByCommitAlone?: true;
}

const END = /^(commit|rollback)$/;

/** Has every transaction end with a statement that is not prepared, and happen only where COMMIT was answered. */
export function commitOnlyByCommit(sql: postgres.Sql): void {
  // One class for all clients; its queries are sent when somebody waits for them, and nobody waits for this one.
  const queries = Object.getPrototypeOf(sql`select 1`) as QueryClass;
  if (queries.endsByCommitAlone) return;
  queries.endsByCommitAlone = true;
  const { handle } = queries;
  queries.handle = function (this: Query) {
    const statement = this.strings.length === 1 ? this.strings[0]! : "";
    if (!this.executed && END.test(statement)) {
      this.options.prepare = false;
      if (statement === "commit") expectCommit(this);
    }
    return handle.call(this);
  };
}

function expectCommit(query: Query): void {
  const { resolve } = query;
  query.resolve = (result) => {
    if (result.command === "COMMIT") resolve(result);
    else query.reject(new NotCommitted(result.command ?? "nothing"));
  };
}
