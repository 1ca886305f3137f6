import type { Queryable } from "../queryable";
import { apiKeys, quotaBudgets } from "../schema/keys";
import type { NewKeyRow } from "./keys";

/** A statement takes 65,534 parameters at most, and a key has some twenty. */
const ROWS_A_STATEMENT = 1_000;

/** Inserts keys, each with a budget of its own. Those that replace others come after them. */
export async function insertDemoKeys(tx: Queryable, rows: readonly NewKeyRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += ROWS_A_STATEMENT) {
    const part = rows.slice(i, i + ROWS_A_STATEMENT);
    await tx.insert(quotaBudgets).values(part.map(({ budgetId }) => ({ id: budgetId })));
    await tx.insert(apiKeys).values(part);
  }
}
