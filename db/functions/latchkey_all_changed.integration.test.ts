import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { noticesOf, withoutNumbers } from "@/test/notices";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

test("of plans that are changed or deleted it is told once that all keys are to be read again; of a new one nothing", async () => {
  const told = await noticesOf(own.url);
  const does = async (statement: string) =>
    withoutNumbers(await told(() => own.db.execute(sql.raw(statement))));
  expect(await does("insert into plans (name, per_second) values ('a', 1), ('b', 1)")).toEqual([]);
  expect(await does("update plans set per_second = 2")).toEqual([{ all: true }]);
  expect(await does("delete from plans where name in ('a', 'b')")).toEqual([{ all: true }]);
});
