import { inSession } from "@/lib/sessions/in-session";
import { lockKeys, setKeysActive } from "@/db/queries/key-switch";
import { writeAudit } from "@/lib/audit";
import type { AccountContext } from "@/lib/context";
import type { SwitchKeys } from "@/lib/keys/schema";
import { Refusal } from "@/lib/refusal";

interface SwitchCall {
  ctx: AccountContext;
  input: SwitchKeys;
}

/**
 * Switches many keys on or off in one transaction: all of them or none, each with its own line in
 * its trail. Keys that already are as wanted are left alone.
 * @returns the ids of those that changed: what an undo has to name
 * @throws {Refusal} not_found when one of them is not the account's
 */
export async function switchKeys({ ctx, input }: SwitchCall): Promise<{ changed: string[] }> {
  const { active } = input;
  const ids = [...new Set(input.ids)];
  return inSession(ctx, async (tx) => {
    const keys = await lockKeys(tx, ctx.accountId, ids);
    if (keys.length < ids.length) {
      throw new Refusal("not_found", "One of these keys is gone. Reload the page, then try again.");
    }
    const changed = keys.filter((key) => key.active !== active).map(({ id }) => id);
    if (changed.length === 0) return { changed };
    await setKeysActive(tx, ctx.accountId, changed, active);
    const action = active ? "key.reactivate" : "key.deactivate";
    for (const targetId of changed) {
      const event = { ctx, action, targetId, before: { active: !active }, after: { active } };
      await writeAudit(tx, event);
    }
    return { changed };
  });
}
