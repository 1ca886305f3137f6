import type { Writable } from "node:stream";
import type postgres from "postgres";

/** Of postgres.js, whose types do not tell of it: how a query hears that it has failed. */
interface Rejectable {
  reject(error: Error): void;
}

/** Rows on their way into a table, in the text format of PostgreSQL's COPY. */
export class CopyIn {
  private constructor(
    private readonly stream: Writable,
    private readonly failed: Promise<never>,
  ) {}

  /** @param target a table with its columns, as COPY names them */
  static async begin(tx: postgres.TransactionSql, target: string): Promise<CopyIn> {
    const query = tx.unsafe(`copy ${target} from stdin`);
    const stream = await query.writable();
    const failed = new Promise<never>((_, reject) => {
      stream.once("error", reject);
      // It was answered with the stream, and what comes later is told nobody: the stream would never finish.
      (query as unknown as Rejectable).reject = reject;
    });
    failed.catch(() => {});
    return new CopyIn(stream, failed);
  }

  /** @throws what PostgreSQL says of what came before */
  write(lines: Buffer): Promise<void> {
    return this.orFails((done) => void this.stream.write(lines, () => done()));
  }

  /** Done when PostgreSQL has taken all rows. @throws what it says of them */
  end(): Promise<void> {
    return this.orFails((done) => void this.stream.end(() => done()));
  }

  private orFails(work: (done: () => void) => void): Promise<void> {
    return Promise.race([new Promise<void>(work), this.failed]);
  }
}
