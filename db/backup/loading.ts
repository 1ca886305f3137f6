import type { Writable } from "node:stream";
import type postgres from "postgres";
import { BackupError, type BackupTable } from "./format";
import { copyOf } from "./tables";

/** Of postgres.js, whose types do not tell of it: how a query hears that it has failed. */
interface Rejectable {
  reject(error: Error): void;
}

/** Copies the rows of one table after another into the database. */
export class Loading {
  private table: BackupTable | null = null;
  private stream: Writable | null = null;
  private failed: Promise<never> = new Promise(() => {});

  constructor(private readonly tx: postgres.TransactionSql) {}

  /** @throws {BackupError} where PostgreSQL refuses the rows */
  async add(table: BackupTable, piece: Buffer): Promise<void> {
    if (this.table?.name !== table.name) {
      await this.end();
      await this.begin(table);
    }
    await this.orFails(new Promise<void>((resolve) => this.stream!.write(piece, () => resolve())));
  }

  /** Ends the table that is under way. @throws {BackupError} */
  async end(): Promise<void> {
    const { stream } = this;
    if (!stream) return;
    await this.orFails(new Promise<void>((resolve) => stream.end(() => resolve())));
    this.stream = this.table = null;
  }

  private async begin(table: BackupTable): Promise<void> {
    const query = this.tx.unsafe(`copy ${copyOf(table)} from stdin`);
    const stream = await query.writable();
    this.table = table;
    this.stream = stream;
    this.failed = new Promise<never>((_, reject) => {
      stream.once("error", reject);
      // It was answered with the stream, and what comes later is told nobody: the stream would never finish.
      (query as unknown as Rejectable).reject = reject;
    });
    this.failed.catch(() => {});
  }

  private orFails(done: Promise<void>): Promise<void> {
    return Promise.race([done, this.failed]).catch((error: Error) => {
      throw new BackupError(`the rows of ${this.table?.name} cannot be loaded: ${error.message}`, {
        cause: error,
      });
    });
  }
}
