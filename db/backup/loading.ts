import type postgres from "postgres";
import { CopyIn } from "../copy-in";
import { BackupError, type BackupTable } from "./format";
import { copyOf } from "./tables";

/** Copies the rows of one table after another into the database. */
export class Loading {
  private underWay: { table: BackupTable; copy: CopyIn } | null = null;

  constructor(private readonly tx: postgres.TransactionSql) {}

  /** @throws {BackupError} where PostgreSQL refuses the rows */
  async add(table: BackupTable, piece: Buffer): Promise<void> {
    if (this.underWay?.table.name !== table.name) {
      await this.end();
      this.underWay = { table, copy: await CopyIn.begin(this.tx, copyOf(table)) };
    }
    await this.underWay.copy.write(piece).catch(cannotBeLoaded(table));
  }

  /** Ends the table that is under way. @throws {BackupError} */
  async end(): Promise<void> {
    if (!this.underWay) return;
    const { table, copy } = this.underWay;
    await copy.end().catch(cannotBeLoaded(table));
    this.underWay = null;
  }
}

const cannotBeLoaded =
  ({ name }: BackupTable) =>
  (error: Error): never => {
    throw new BackupError(`the rows of ${name} cannot be loaded: ${error.message}`, {
      cause: error,
    });
  };
