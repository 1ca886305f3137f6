import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { noticesOf, withoutNumbers } from "@/test/notices";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

const ONE = "203.0.113.1";

test("an address is told when it is blocked, when its block changes and when the block is gone", async () => {
  const told = await noticesOf(own.url);
  for (const statement of [
    `insert into ip_blocks (ip, until, failures) values ('${ONE}', now() + interval '1 hour', 3)`,
    "update ip_blocks set until = now() + interval '2 hours'",
    "delete from ip_blocks",
  ]) {
    const notices = await told(() => own.db.execute(sql.raw(statement)));
    expect(withoutNumbers(notices), statement).toEqual([{ ip: ONE }]);
  }
});

test("each address of a statement is told", async () => {
  const told = await noticesOf(own.url);
  const notices = await told(() =>
    own.db.execute(sql`
      insert into ip_blocks (ip, until, failures) values (${ONE}, now(), 3), ('2001:db8::1', now(), 3)`),
  );
  expect(withoutNumbers(notices)).toEqual([{ ip: ONE }, { ip: "2001:db8::1" }]);
});
