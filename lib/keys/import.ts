import type { z } from "zod";
import {
  findHashes,
  type ImportedRow,
  insertImportedKeys,
  notifyImport,
} from "@/db/queries/import-keys";
import type { Queryable } from "@/db/queryable";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { uuidv7 } from "@/lib/ids";
import { fieldErrors } from "@/lib/keys/field-errors";
import { ImportedKey } from "@/lib/keys/import-schema";

/** A row that was left out, and why. */
export interface RowError {
  /** Its place in the list, from 0. */
  index: number;
  path: string;
  message: string;
}

export interface Imported {
  imported: number;
  keys: Array<{ index: number; id: string; alias: string }>;
  errors: RowError[];
}

interface ImportCall {
  ctx: AccountContext;
  /** Each is parsed by itself, so that a bad one keeps no other out. */
  input: { keys: readonly unknown[] };
}

/** As many hashes as one change notice names: with more, instances would forget all the keys that they know. */
const BATCH = 64;

type Row = ImportedRow & { index: number };

/**
 * Moves keys in from another system by their hashes: they go on working, and nobody need know them. What is moved in
 * is not held against the plan's number of keys.
 */
export async function importKeys({ ctx, input }: ImportCall): Promise<Imported> {
  const { rows, errors } = parseRows(input.keys);
  const { accountId, db } = ctx;
  const written = new Set<string>();
  await db.transaction(async (tx) => {
    // In one order, so that two imports of the same keys do not wait for each other.
    const ordered = [...rows].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
    for (let from = 0; from < ordered.length; from += BATCH) {
      const batch = ordered.slice(from, from + BATCH);
      for (const id of await insertImportedKeys(tx, accountId, batch)) written.add(id);
    }
    const left = rows.filter(({ id }) => !written.has(id));
    errors.push(...(await whyLeftOut(tx, left, rows, written)));
    if (written.size === 0) return;
    // One line for all of them: a line each would take as long as the keys themselves.
    const after = { keys: [...written] };
    await writeAudit(tx, { ctx, action: "account.import", targetId: accountId, after });
    await notifyImport(tx);
  });
  const keys = rows
    .filter(({ id }) => written.has(id))
    .map(({ index, id, alias }) => ({ index, id, alias }));
  errors.sort((a, b) => a.index - b.index);
  return { imported: keys.length, keys, errors };
}

function parseRows(given: readonly unknown[]): { rows: Row[]; errors: RowError[] } {
  const rows: Row[] = [];
  const errors: RowError[] = [];
  for (const [index, row] of given.entries()) {
    const parsed = ImportedKey.safeParse(row);
    if (parsed.success) rows.push(rowOf(parsed.data, index));
    else errors.push(...fieldErrors(parsed.error).map((error) => ({ index, ...error })));
  }
  return { rows, errors };
}

const rowOf = (key: z.output<typeof ImportedKey>, index: number): Row => ({
  index,
  id: uuidv7(),
  budgetId: uuidv7(),
  ...key,
});

/** Of rows that the database has left out: either somebody has the key, or the account has the alias. */
async function whyLeftOut(
  tx: Queryable,
  left: readonly Row[],
  rows: readonly Row[],
  written: ReadonlySet<string>,
): Promise<RowError[]> {
  if (left.length === 0) return [];
  const known = await findHashes(
    tx,
    left.map(({ sha256 }) => sha256),
  );
  const now = rows.filter(({ id }) => written.has(id));
  const hashesNow = new Set(now.map(({ sha256 }) => sha256));
  return left.map(({ index, sha256 }) => {
    if (!known.has(sha256)) {
      return { index, path: "alias", message: "Another key of the account has this alias." };
    }
    const where = hashesNow.has(sha256) ? "twice in this call" : "here already";
    return { index, path: "sha256", message: `This key is ${where}.` };
  });
}
