import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { apiKeys } from "@/db/schema/keys";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";

const db = testDatabase();

async function recategorised(...categories: string[]) {
  const account = await makeAccount(db);
  const { id } = await makeKey(account.ctx, { category: "staging" });
  for (const category of categories) {
    await db.update(apiKeys).set({ category }).where(eq(apiKeys.id, id));
  }
  const [key] = await db.select().from(apiKeys).where(eq(apiKeys.id, id));
  return { category: key!.category, countedAs: key!.countedAs };
}

test.each<[string, string[], { category: string; countedAs: string | null }]>([
  ["is made", [], { category: "staging", countedAs: null }],
  ["gets another category", ["production"], { category: "production", countedAs: "staging" }],
  ["gets two", ["production", "test"], { category: "test", countedAs: "staging" }],
  ["gets its own back", ["test", "staging"], { category: "staging", countedAs: "staging" }],
  ["is saved as it is", ["staging"], { category: "staging", countedAs: null }],
])("a key that %s is counted under its first category", async (_what, categories, becomes) => {
  expect(await recategorised(...categories)).toEqual(becomes);
});

test("a change of something else leaves it alone", async () => {
  const account = await makeAccount(db);
  const { id } = await makeKey(account.ctx);
  await db.update(apiKeys).set({ alias: "another" }).where(eq(apiKeys.id, id));
  const [key] = await db.select().from(apiKeys).where(eq(apiKeys.id, id));
  expect(key!.countedAs).toBeNull();
});
