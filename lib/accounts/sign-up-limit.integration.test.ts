import { expect, test } from "vitest";
import { sql } from "drizzle-orm";
import { TOO_MANY_SIGN_UPS } from "@/lib/accounts/schema";
import { ownDatabase } from "@/test/database";
import { countSignUpOfDay } from "./sign-up-limit";

test("so many accounts are made from an address a day, and a /64 is one address", async () => {
  const { db, remove } = await ownDatabase();
  try {
    const count = (ip: string | null) => countSignUpOfDay(db, ip, 3);
    const many = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => count(`2001:db8:1:2::${n}`)),
    );
    expect(many.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    await expect(count("2001:db8:1:2:ffff::1")).rejects.toThrow(TOO_MANY_SIGN_UPS);
    await count("2001:db8:1:3::1");
    await count("192.0.2.1");
    await count(null);
    // Tomorrow is another day.
    await db.execute(sql`update sign_ups set day = day - 1`);
    await count("2001:db8:1:2::1");
    const [left] = await db.execute(sql`select count(*)::int as n from sign_ups`);
    expect(left).toEqual({ n: 1 });
  } finally {
    await remove();
  }
});

test("where the operator has switched it off nobody is counted", async () => {
  await countSignUpOfDay(null as never, "192.0.2.1", null);
});
