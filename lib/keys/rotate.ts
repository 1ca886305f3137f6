import { inSession } from "@/lib/sessions/in-session";
import {
  findKey,
  findReplacement,
  insertBudget,
  insertKey,
  listAliasesLike,
  lockKey,
} from "@/db/queries/keys";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { env } from "@/lib/env";
import { uuidv7 } from "@/lib/ids";
import { refusingTakenAlias } from "@/lib/keys/alias-conflict";
import { type CreatedKey, storedSecret } from "@/lib/keys/create";
import { getKey, type KeyView, noSuchKey, toView } from "@/lib/keys/list";
import { refuseNewKey } from "@/lib/keys/refuse-new-key";
import { type KeyRef, MAX_ALIAS_LENGTH, type RotateKey } from "@/lib/keys/schema";
import { newSecret } from "@/lib/credentials/secret";
import { byQuotaField, quotaField } from "@/lib/quota-windows";
import { Refusal } from "@/lib/refusal";
import { databaseNow } from "@/lib/time/database-time";

interface Call<I> {
  ctx: AccountContext;
  input: I;
}

/**
 * Creates the replacement of a key, with the same category and quotas; the old key stays as it is
 * until its owner deactivates it. With a shared budget both draw on what the old one has left;
 * the limits are never handed out twice.
 * @throws {Refusal} not_found; conflict on `alias`; conflict when a replacement exists already; see also
 * `refuseNewKey`
 */
export async function rotateKey({ ctx, input }: Call<RotateKey>): Promise<CreatedKey> {
  const id = uuidv7();
  const secret = newSecret(env().LATCHKEY_KEY_PREFIX);
  return refusingTakenAlias(() =>
    inSession(ctx, async (tx) => {
      await refuseNewKey(tx, ctx);
      // The lock keeps two clicks from making two replacements.
      const old = await lockKey(tx, ctx.accountId, input.id);
      if (!old) throw noSuchKey();
      const existing = await findReplacement(tx, ctx.accountId, old.id);
      if (existing) {
        throw new Refusal("conflict", `This key already has a replacement: ${existing.alias}.`);
      }
      const budgetId = input.budget === "shared" ? old.budgetId : uuidv7();
      if (input.budget === "fresh") await insertBudget(tx, budgetId);
      const fields = {
        alias: input.alias,
        category: old.category,
        expiresAt: input.expiresAt,
        ...byQuotaField((name) => old[quotaField(name)]),
      };
      await insertKey(tx, {
        id,
        accountId: ctx.accountId,
        ...fields,
        budgetId,
        ...storedSecret(secret),
        replacesId: old.id,
        createdBy: ctx.actor.userId,
      });
      const after = { replacementId: id, budget: input.budget };
      await writeAudit(tx, { ctx, action: "key.rotate", targetId: old.id, after });
      await writeAudit(tx, {
        ctx,
        action: "key.create",
        targetId: id,
        after: { ...fields, replacesId: old.id, budget: input.budget },
      });
      const key = await getKey({ ctx: { ...ctx, db: tx }, input: { id } });
      return { key, secret };
    }),
  );
}

/** Where a rotation stands: all of it is in the database, so it can be left and taken up again. */
export interface Rotation {
  old: KeyView;
  replacement: KeyView | null;
  /** Whether both draw on one budget. */
  sharesBudget: boolean;
  /** For the first step: a free alias, and an expiry as far ahead as the old key's once was. */
  suggestion: { alias: string; expiresAt: Date | null };
}

/** @throws {Refusal} not_found */
export async function getRotation({ ctx, input }: Call<KeyRef>): Promise<Rotation> {
  const old = await getKey({ ctx, input });
  const row = await findReplacement(ctx.db, ctx.accountId, old.id);
  return {
    old,
    replacement: row && toView(row),
    sharesBudget: row !== null && (await sharesBudgetWith(ctx, old.id, row.budgetId)),
    suggestion: {
      alias: await freeAlias(ctx, old.alias),
      expiresAt: sameLifetime(old, databaseNow()),
    },
  };
}

async function sharesBudgetWith(ctx: AccountContext, id: string, budgetId: string) {
  return (await findKey(ctx.db, ctx.accountId, id))?.budgetId === budgetId;
}

/** "web-prod" -> "web-prod-2" -> "web-prod-3": the next number that no key has. */
async function freeAlias(ctx: AccountContext, alias: string): Promise<string> {
  const [, base, number] = /^(.*?)(?:-(\d{1,6}))?$/su.exec(alias) ?? [];
  const room = MAX_ALIAS_LENGTH - "-999999".length;
  const start = Array.from(base || alias)
    .slice(0, room)
    .join("");
  const taken = await listAliasesLike(ctx.db, ctx.accountId, start);
  for (let n = Number(number ?? 1) + 1; ; n++) {
    const candidate = `${start}-${n}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

/** A key that was made to last 90 days is replaced by one that lasts 90 days from now. */
function sameLifetime(old: KeyView, nowMs: number): Date | null {
  if (!old.expiresAt) return null;
  return new Date(nowMs + (old.expiresAt.getTime() - old.createdAt.getTime()));
}
