import { expect, test } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { countKeys, searchKeys } from "@/lib/keys/list";
import { copyRows } from "@/test/copy-rows";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { requestRow } from "@/test/request-row";

const db = testDatabase();
const DAY_MS = 86_400_000;

async function setUp() {
  const { accountId, ctx } = await makeAccount(db);
  /** Counted requests of a key, so many days ago. */
  const use = (keyId: string, counted: number, agoDays: number) =>
    copyRows(
      db.$client,
      uuidv7(),
      Array.from({ length: counted }, () =>
        requestRow({
          atMs: Date.now() - agoDays * DAY_MS,
          accountId,
          keyId,
          credits: 0,
          leased: false,
        }),
      ),
    );
  return { ctx, use };
}

test("a window is reached by what it holds now, whatever the key or its budget counted before", async () => {
  const { ctx, use } = await setUp();
  const windows = [
    { quota: "quotaDaily", inside: 0.9, outside: 2 },
    { quota: "quotaWeekly", inside: 6, outside: 8 },
    { quota: "quotaMonthly", inside: 29, outside: 31 },
  ] as const;
  for (const { quota, inside, outside } of windows) {
    const full = await makeKey(ctx, { alias: `${quota} full`, [quota]: 3 });
    await use(full.id, 3, inside);
    const recovered = await makeKey(ctx, { alias: `${quota} recovered`, [quota]: 3 });
    await use(recovered.id, 3, outside);
    await use(recovered.id, 2, inside);
    const open = await makeKey(ctx, { alias: `${quota} open`, [quota]: 3 });
    await use(open.id, 2, inside);
    const old = await makeKey(ctx, { alias: `${quota} shared, old`, [quota]: 3 });
    await use(old.id, 3, inside);
    const { budgetId } = old;
    await makeKey(ctx, { alias: `${quota} shared, new`, [quota]: 3, budgetId });
  }
  const reached = await searchKeys({
    ctx,
    input: {
      ...{ q: "", category: null, status: "reached", page: 1, pageSize: 25 },
      ...{ sort: "alias", order: "asc" },
    },
  });
  expect(reached.map(({ alias }) => alias).sort()).toEqual(
    windows
      .flatMap(({ quota }) => [`${quota} full`, `${quota} shared, new`, `${quota} shared, old`])
      .sort(),
  );
  expect(await countKeys({ ctx, input: { q: "", category: null } })).toMatchObject({
    all: 15,
    reached: 9,
    active: 6,
  });
});
