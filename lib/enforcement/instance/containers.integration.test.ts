import fs from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { type Machine, THIS_MACHINE } from "@/lib/process/machine";
import { readOwner } from "@/lib/requests/journal/owner";
import {
  adoptDeadInstances,
  announceInstance,
  type Recovery,
  replayLeftJournals,
} from "@/lib/requests/journal/recovery";
import { postgresRows } from "@/lib/requests/postgres-rows";
import type { RowStore } from "@/lib/requests/store";
import { makeAccount, type TestAccount } from "@/test/account";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { accountOf, journalDirectory, startEngine, withoutPlanLimits } from "@/test/engine";
import { makeKey } from "@/test/key";
import { recoveryIn } from "@/test/recovery";
import { openPostgresStore } from "../postgres-store";

/* Instances in containers of their own, with one folder of journals: none sees the others' processes. */

let own: OwnDatabase;
let account: TestAccount;
beforeAll(async () => {
  own = await ownDatabase();
  await withoutPlanLimits(own.db);
  account = await makeAccount(own.db, { cleanup: false });
});
afterAll(() => own.remove());

const ELSEWHERE: Machine = {
  ...THIS_MACHINE,
  self: () => ({ ...THIS_MACHINE.self(), host: "another-container" }),
};
const fromElsewhere = (root: string): Recovery => ({
  ...recoveryIn(own.db.$client, root),
  machine: ELSEWHERE,
});

test("one that starts takes no other that is starting for dead", async () => {
  const root = journalDirectory();
  const id = uuidv7();
  const rows = postgresRows(own.db.$client);
  const theOther = () => replayLeftJournals(fromElsewhere(root));
  const store: RowStore = {
    ...rows,
    async registerInstance(row) {
      await theOther();
      await rows.registerInstance(row);
      await theOther();
    },
  };
  await announceInstance({ store, root }, id);
  await theOther();
  expect(readOwner(path.join(root, id))).toMatchObject({ pid: process.pid });
  expect(await rows.findInstance(id)).not.toBeNull();
});

test("what one held whose end the database did not hear of is free once its heartbeat has stopped", async () => {
  const key = await makeKey(account.ctx, { quotaTotal: 100 });
  const journalRoot = journalDirectory();
  const store = {
    ...openPostgresStore(own.url),
    retireButUntold: () => Promise.reject(new Error("the connection was lost")),
  };
  const one = await startEngine(own.url, { journalRoot, store });
  expect(await one.outcome(key.hash)).toBe("admitted");
  const { id } = one.engine;
  await one.stop();
  expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({ counted: 1 });
  await own.db.execute(
    sql`update instances set heartbeat_at = now() - interval '1 minute' where id = ${id}`,
  );
  const adopted = await adoptDeadInstances(fromElsewhere(journalRoot));
  expect(adopted.map((each) => each.id)).toEqual([id]);
  expect(await accountOf(own.db, account.accountId, key.id)).toMatchObject({ leased: 0 });
  expect(fs.readdirSync(journalRoot)).toEqual([]);
});
