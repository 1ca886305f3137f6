import { afterAll, beforeAll, expect, test } from "vitest";
import { openSql } from "@/db/client";
import { NotCommitted } from "@/db/commit";
import { testDatabaseUrl } from "@/test/database";

const sql = openSql({ url: testDatabaseUrl(), max: 1, name: "latchkey-test" });
beforeAll(() => sql`create temporary table kept (n int)`);
afterAll(() => sql.end({ timeout: 1 }));

const kept = async () =>
  (await sql<{ n: number }[]>`select n from kept order by n`).map(({ n }) => n);

test("what a transaction has done is there, also where the server has forgotten every prepared statement", async () => {
  await sql.begin((tx) => tx`insert into kept values (1)`);
  // So it goes behind a pooler that hands each transaction to another server.
  await sql.begin(async (tx) => {
    await tx`insert into kept values (2)`;
    await tx.unsafe("deallocate all");
  });
  expect(await kept()).toEqual([1, 2]);
});

test("a transaction whose end is answered with ROLLBACK is told as one that has not happened", async () => {
  const before = await kept();
  const lost = sql.begin(async (tx) => {
    await tx`insert into kept values (3)`;
    // It fails, and nobody here is told.
    const unseen = tx.unsafe("select 1/0") as unknown as Promise<unknown> & {
      resolve(rows: unknown[]): void;
      reject(error: Error): void;
    };
    unseen.reject = () => unseen.resolve([]);
    await unseen;
  });
  await expect(lost).rejects.toThrow(NotCommitted);
  expect(await kept()).toEqual(before);
});
