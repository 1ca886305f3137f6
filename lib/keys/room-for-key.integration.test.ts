import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { accounts, plans } from "@/db/schema/accounts";
import { createKey } from "@/lib/keys/create";
import { rotateKey } from "@/lib/keys/rotate";
import { CreateKey } from "@/lib/keys/schema";
import { makeAccount } from "@/test/account";
import { ownDatabase } from "@/test/database";

const input = (alias: string) => CreateKey.parse({ alias, category: "production" });

test("an account has as many keys as its plan allows, however many are made at once", async () => {
  const { db, remove } = await ownDatabase({ max: 8 });
  try {
    await db.insert(plans).values({ name: "few", perSecond: 5, perMinute: 100, maxKeys: 3 });
    const { ctx, accountId } = await makeAccount(db, { plan: "few", cleanup: false });
    const made = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => createKey({ ctx, input: input(`key ${n}`) })),
    );
    const keys = made.flatMap((one) => (one.status === "fulfilled" ? [one.value.key] : []));
    expect(keys).toHaveLength(3);
    const id = keys[0]!.id;
    const rotation = { id, alias: "next", expiresAt: null, budget: "fresh" as const };
    await expect(rotateKey({ ctx, input: rotation })).rejects.toThrow(/has 3 keys, as many as/);
    await db.update(plans).set({ maxKeys: null }).where(eq(plans.name, "few"));
    await rotateKey({ ctx, input: rotation });
    await db.update(accounts).set({ plan: "scale" }).where(eq(accounts.id, accountId));
    await createKey({ ctx, input: input("one more") });
  } finally {
    await remove();
  }
});
