import { inSession } from "@/lib/sessions/in-session";
import { changeKey, type KeyChange, lockKey } from "@/db/queries/keys";
import type { Queryable } from "@/db/queryable";
import { requireProofWhereAsked } from "@/lib/sessions/proof";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { refusingTakenAlias } from "@/lib/keys/alias-conflict";
import { getKey, type KeyView, noSuchKey } from "@/lib/keys/list";
import { EXPIRES_IN_PAST, MOMENT_IN_PAST, type UpdateKey } from "@/lib/keys/schema";
import { QUOTA_NAMES, quotaField } from "@/lib/quota-windows";
import { Refusal } from "@/lib/refusal";
import { databaseNow } from "@/lib/time/database-time";

interface UpdateCall {
  ctx: AccountContext;
  input: UpdateKey;
}

type LockedKey = NonNullable<Awaited<ReturnType<typeof lockKey>>>;

/**
 * Changes what is given and leaves the rest. Reactivating also clears a moment of deactivation
 * that has passed.
 * @throws {Refusal} not_found; conflict on `alias`; invalid on `expiresAt` or `deactivateAt` when
 * a new moment lies in the past; unproven when it gives more to a key of an account that asks for proof
 */
export async function updateKey({ ctx, input }: UpdateCall): Promise<KeyView> {
  const { id, ...wanted } = input;
  return refusingTakenAlias(() =>
    inSession(ctx, async (tx) => {
      const before = await lockKey(tx, ctx.accountId, id);
      if (!before) throw noSuchKey();
      const change = changesOf(before, wanted);
      refusePastMoments(change);
      if (raisesQuota(before, change)) await requireProofWhereAsked(ctx, tx);
      if (Object.keys(change).length > 0) {
        await changeKey(tx, ctx.accountId, id, change);
        await auditChange(tx, ctx, before, change);
      }
      return getKey({ ctx: { ...ctx, db: tx }, input: { id } });
    }),
  );
}

/** The fields that are given and differ. */
function changesOf(before: LockedKey, wanted: Omit<UpdateKey, "id">): KeyChange {
  const differing = Object.entries(wanted).filter(
    ([field, value]) =>
      value !== undefined && comparable(value) !== comparable(before[field as keyof LockedKey]),
  );
  const change: KeyChange = Object.fromEntries(differing);
  // A key past its moment of deactivation would stay inactive, whatever its switch says. A moment
  // that is to come stays.
  const hasPassed = before.deactivateAt !== null && before.deactivateAt.getTime() <= databaseNow();
  if (change.active === true && hasPassed && change.deactivateAt === undefined) {
    change.deactivateAt = null;
  }
  return change;
}

/** Whether a quota is to be higher than it was, or to go. */
function raisesQuota(before: LockedKey, change: KeyChange): boolean {
  return QUOTA_NAMES.map(quotaField).some((quota) => {
    const was = before[quota];
    const wanted = change[quota];
    if (wanted === undefined || was === null) return false;
    return wanted === null || wanted > was;
  });
}

const comparable = (value: unknown) => (value instanceof Date ? value.getTime() : value);

function refusePastMoments(change: KeyChange): void {
  const now = databaseNow();
  if (change.expiresAt && change.expiresAt.getTime() <= now) {
    throw new Refusal("invalid", EXPIRES_IN_PAST, "expiresAt");
  }
  if (change.deactivateAt && change.deactivateAt.getTime() <= now) {
    throw new Refusal("invalid", MOMENT_IN_PAST, "deactivateAt");
  }
}

/** The switch is an event of its own: it is what one looks for in a trail. */
async function auditChange(
  tx: Queryable,
  ctx: AccountContext,
  before: LockedKey,
  change: KeyChange,
): Promise<void> {
  const { active, ...rest } = change;
  const event = { ctx, targetId: before.id };
  if (active !== undefined) {
    const action = active ? "key.reactivate" : "key.deactivate";
    await writeAudit(tx, {
      ...event,
      action,
      before: { active: before.active },
      after: { active },
    });
  }
  const fields = Object.keys(rest) as (keyof typeof rest)[];
  if (fields.length > 0) {
    const was = Object.fromEntries(fields.map((field) => [field, before[field]]));
    await writeAudit(tx, { ...event, action: "key.update", before: was, after: rest });
  }
}
