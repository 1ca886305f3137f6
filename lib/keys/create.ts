import { inSession } from "@/lib/sessions/in-session";
import { insertBudget, insertKey } from "@/db/queries/keys";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import { env } from "@/lib/env";
import { uuidv7 } from "@/lib/ids";
import { refusingTakenAlias } from "@/lib/keys/alias-conflict";
import { visibleParts } from "@/lib/credentials/key-format";
import { getKey, type KeyView } from "@/lib/keys/list";
import type { CreateKey } from "@/lib/keys/schema";
import { refuseNewKey } from "@/lib/keys/refuse-new-key";
import { hashSecret, newSecret } from "@/lib/credentials/secret";

/** A key, and its secret: this answer is the only place where that ever is. */
export interface CreatedKey {
  key: KeyView;
  secret: string;
}

interface CreateCall {
  ctx: AccountContext;
  input: CreateKey;
}

/**
 * Creates a key.
 * @throws {Refusal} conflict on `alias` when another key of the account has it; else see `refuseNewKey`
 */
export async function createKey({ ctx, input }: CreateCall): Promise<CreatedKey> {
  const id = uuidv7();
  const budgetId = uuidv7();
  const secret = newSecret(env().LATCHKEY_KEY_PREFIX);
  return refusingTakenAlias(() =>
    inSession(ctx, async (tx) => {
      await refuseNewKey(tx, ctx);
      await insertBudget(tx, budgetId);
      await insertKey(tx, {
        id,
        accountId: ctx.accountId,
        ...input,
        budgetId,
        ...storedSecret(secret),
        createdBy: ctx.actor.userId,
      });
      await writeAudit(tx, { ctx, action: "key.create", targetId: id, after: { ...input } });
      const key = await getKey({ ctx: { ...ctx, db: tx }, input: { id } });
      return { key, secret };
    }),
  );
}

/** What is kept of a secret. */
export function storedSecret(secret: string) {
  return { hash: Buffer.from(hashSecret(secret), "hex"), ...visibleParts(secret) };
}
