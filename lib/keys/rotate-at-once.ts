import type { AccountContext } from "@/lib/context";
import type { CreatedKey } from "@/lib/keys/create";
import { getRotation, rotateKey } from "@/lib/keys/rotate";
import type { RotateAtOnce } from "@/lib/keys/schema";
import { updateKey } from "@/lib/keys/update";

interface RotateCall {
  ctx: AccountContext;
  input: RotateAtOnce & { id: string };
}

/**
 * Replaces a key in one step, as programs do: with the alias and the expiry that the wizard suggests, and where it is
 * given the moment at which the old one goes inactive. All of it happens, or nothing.
 * @throws {Refusal} as `rotateKey` and `updateKey`
 */
export function rotateAtOnce({ ctx, input }: RotateCall): Promise<CreatedKey> {
  const { id, sharedBudget, deactivateOldAt } = input;
  return ctx.db.transaction(async (tx) => {
    const inside = { ...ctx, db: tx };
    const { suggestion } = await getRotation({ ctx: inside, input: { id } });
    const replacement = await rotateKey({
      ctx: inside,
      input: {
        id,
        alias: input.alias ?? suggestion.alias,
        expiresAt: suggestion.expiresAt,
        budget: sharedBudget ? "shared" : "fresh",
      },
    });
    if (deactivateOldAt) {
      await updateKey({ ctx: inside, input: { id, deactivateAt: deactivateOldAt } });
    }
    return replacement;
  });
}
