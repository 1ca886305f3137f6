import type { Queryable } from "../queryable";
import { apiKeys, quotaBudgets } from "../schema/keys";
import type { NewKeyRow } from "./keys";

/**
 * As many as a change notice names one by one: of more, instances forget all keys that they know. Whoever changes a key
 * waits until the transaction is over.
 */
export const DEMO_KEYS_AT_ONCE = 64;

/** Inserts keys, each with a budget of its own. Those that replace others come after them. */
export async function insertDemoKeys(tx: Queryable, rows: readonly NewKeyRow[]): Promise<void> {
  await tx.insert(quotaBudgets).values(rows.map(({ budgetId }) => ({ id: budgetId })));
  await tx.insert(apiKeys).values([...rows]);
}
