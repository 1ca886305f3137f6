import { expect, onTestFinished, test } from "vitest";
import { applyMigrations } from "@/db/apply-migrations";
import { openSql } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { uuidv7 } from "@/lib/ids";
import { emptyDatabase } from "@/test/database";

const BEFORE = "0016_people";
const THIS_ONE = "0017_operators";

/** A database as a program from before this migration has left it. */
async function earlierDatabase() {
  const { url } = await emptyDatabase();
  const sql = openSql({ url, max: 1, name: "latchkey-test" });
  onTestFinished(() => sql.end({ timeout: 1 }));
  await sql.begin(async (tx) => {
    await applyMigrations(tx, "public", BEFORE);
    await tx`insert into plans (name, per_second, per_minute) values ('free', 5, 100)`;
    await tx`insert into change_version (id, version) values (1, 0)`;
  });
  return { url, sql };
}

const COMPOSED = "caf\u00e9";
const DECOMPOSED = "cafe\u0301";

test("aliases from before NFC are composed, but for those that another key has or would get", async () => {
  const { url, sql } = await earlierDatabase();
  const addAccount = async () => {
    const id = uuidv7();
    await sql`insert into accounts (id, name) values (${id}, 'Earlier')`;
    return id;
  };
  const addKey = async (accountId: string, alias: string) => {
    const id = uuidv7();
    await sql`insert into quota_budgets (id) values (${id})`;
    await sql`
      insert into api_keys (id, account_id, alias, category, budget_id, hash, prefix, last_four)
      values (${id}, ${accountId}, ${alias}, 'staging', ${id}, decode(md5(${id}), 'hex'), 'lk', 'last')`;
    return id;
  };
  const [one, taken, both] = [await addAccount(), await addAccount(), await addAccount()];
  const alone = await addKey(one, DECOMPOSED);
  const plain = await addKey(one, "plain");
  const clashes = [await addKey(taken, COMPOSED.toUpperCase()), await addKey(taken, DECOMPOSED)];
  const twins = [await addKey(both, DECOMPOSED), await addKey(both, `cafe\u0341`)];
  // U+0958 is two characters in NFC: so many of them have no room.
  const tooLong = await addKey(one, "\u0958".repeat(40));

  expect(await migrateDatabase(url)).toEqual(expect.arrayContaining([THIS_ONE]));

  const aliasOf = async (id: string) =>
    (await sql<{ alias: string }[]>`select alias from api_keys where id = ${id}`)[0]!.alias;
  expect(await aliasOf(alone)).toBe(COMPOSED);
  expect(await aliasOf(plain)).toBe("plain");
  expect(await Promise.all(clashes.map(aliasOf))).toEqual([COMPOSED.toUpperCase(), DECOMPOSED]);
  expect(await Promise.all(twins.map(aliasOf))).toEqual([DECOMPOSED, "cafe\u0341"]);
  expect(await aliasOf(tooLong)).toBe("\u0958".repeat(40));
  const trail = await sql`select actor, action, target_id, before, after from audit_events`;
  expect(trail).toMatchObject([
    {
      actor: "system",
      action: "key.update",
      target_id: alone,
      before: { alias: DECOMPOSED },
      after: { alias: COMPOSED },
    },
  ]);
});
