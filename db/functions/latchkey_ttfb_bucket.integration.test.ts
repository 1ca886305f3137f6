import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { testDatabase } from "@/test/database";

const db = testDatabase();

async function bucketsOf(ms: Array<number | null>): Promise<Array<number | null>> {
  const rows = await db.execute<{ bucket: number | null }>(sql`
    select latchkey_ttfb_bucket(nullif(ms, 'null')::double precision) as bucket
    from unnest(${sql.raw(`array[${ms.map((each) => `'${each}'`).join(", ")}]`)}) with ordinality t (ms, nth)
    order by nth`);
  return rows.map(({ bucket }) => bucket);
}

/** Of 65: 0.5 ms times the powers of the fourth root of two. */
const BOUNDS = Array.from({ length: 65 }, (_, i) => 0.5 * 2 ** (i / 4));

test("a bucket begins at its bound", async () => {
  const nth = BOUNDS.map((_, i) => i);
  expect(await bucketsOf(BOUNDS.map((bound) => bound * (1 + 1e-12)))).toEqual(
    nth.map((i) => i + 1),
  );
  expect(await bucketsOf(BOUNDS.map((bound) => bound * (1 - 1e-12)))).toEqual(nth);
  // Those that are written without rounding, exactly.
  expect(await bucketsOf([0.5, 1, 2, 1024, 32768])).toEqual([1, 5, 9, 45, 65]);
});

test("what is shorter than the first bound or longer than the last has a bucket, too; what is unknown has none", async () => {
  expect(await bucketsOf([0, -1, 1e9, Infinity, null])).toEqual([0, 0, 65, 65, null]);
});
