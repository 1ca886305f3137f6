import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { findSession } from "@/db/queries/sessions";
import { auditEvents, ipBlocks } from "@/db/schema/operations";
import { signIn } from "@/lib/accounts/sign-in";
import { createAccount } from "@/lib/accounts/create";
import { makeAccount, removeAccount, type TestAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { grantOperator } from "./grant";
import { listOperators } from "./list";
import { revokeOperator } from "./revoke";
import { unblockAsOperator } from "./unblock";

const db = testDatabase();

let made = 0;
/** An address that is blocked, and whose block an account has lifted before: no account may do so again. */
async function blockAgain(): Promise<string> {
  const ip = `203.0.113.${++made}`;
  const inAnHour = sql`now() + interval '1 hour'`;
  await db.insert(ipBlocks).values({ ip, until: inAnHour, failures: 20, liftedAt: sql`now()` });
  onTestFinished(() => void db.delete(ipBlocks).where(eq(ipBlocks.ip, ip)).execute());
  return ip;
}
const isBlocked = (ip: string) => db.$count(ipBlocks, eq(ipBlocks.ip, ip));
const trail = ({ accountId }: TestAccount) =>
  db.select().from(auditEvents).where(eq(auditEvents.accountId, accountId)).orderBy(auditEvents.id);

let person: TestAccount;
beforeEach(async () => {
  person = await makeAccount(db, { cleanup: false });
  onTestFinished(() => person.remove());
});
const unblock = (address: string) => unblockAsOperator({ ctx: person.ctx, input: { address } });

test("an operator lifts a block that no account may lift, and it is in the trail of their own account", async () => {
  await grantOperator({ db, input: { email: person.email } });
  const ip = await blockAgain();
  expect(await unblock(` ${ip} `)).toEqual({ address: ip });
  expect(await isBlocked(ip)).toBe(0);
  const { accountId, userId } = person;
  expect(await trail(person)).toMatchObject([
    { accountId, actor: "cli", actorId: null, action: "operator.grant", targetId: userId },
    {
      accountId,
      actor: "user",
      actorId: userId,
      action: "ip.unblock",
      before: { ip, failures: 20 },
    },
  ]);
});

test("who is no operator, and who is none any more, lifts nothing and is told of nothing", async () => {
  const ip = await blockAgain();
  const nothing = { code: "not_found", message: "There is nothing here." };
  await expect(unblock(ip)).rejects.toMatchObject(nothing);
  await expect(unblock("nonsense")).rejects.toMatchObject(nothing);
  await grantOperator({ db, input: { email: person.email } });
  await revokeOperator({ db, input: { email: person.email } });
  await expect(unblock(ip)).rejects.toMatchObject(nothing);
  expect(await isBlocked(ip)).toBe(1);
  expect((await trail(person)).map(({ action }) => action)).toEqual([
    "operator.grant",
    "operator.revoke",
  ]);
});

test("each is done once, and refused for who is not known", async () => {
  const { email } = person;
  const stranger = { email: "nobody@test.local" };
  await expect(grantOperator({ db, input: stranger })).rejects.toMatchObject({ code: "not_found" });
  await expect(revokeOperator({ db, input: stranger })).rejects.toMatchObject({
    code: "not_found",
  });
  const conflict = { code: "conflict" };
  await expect(revokeOperator({ db, input: { email } })).rejects.toMatchObject(conflict);
  await grantOperator({ db, input: { email } });
  await expect(grantOperator({ db, input: { email } })).rejects.toMatchObject(conflict);
  expect(await listOperators({ db })).toEqual(
    expect.arrayContaining([expect.objectContaining({ email, emailVerified: false })]),
  );
});

test("a block that is not there is refused, and not in the trail", async () => {
  await grantOperator({ db, input: { email: person.email } });
  await expect(unblock("203.0.113.250")).rejects.toMatchObject({ code: "not_found" });
  await expect(unblock("nonsense")).rejects.toMatchObject({ code: "invalid" });
  expect(await trail(person)).toHaveLength(1);
});

test("a session knows from its next look-up on whether it is an operator's", async () => {
  const password = "a long enough one for anybody";
  const { id, userId, email } = await createAccount({
    db,
    input: { email: `operator-${Date.now()}@test.local`, name: "Robin", password },
  });
  onTestFinished(() => removeAccount(db, id));
  const visit = { db, ip: null, userAgent: null };
  const { sessionId } = await signIn({ visit, input: { email, password } });
  const isOperator = async () => (await findSession(db, sessionId, userId))?.user.isOperator;
  expect(await isOperator()).toBe(false);
  await grantOperator({ db, input: { email } });
  expect(await isOperator()).toBe(true);
  await revokeOperator({ db, input: { email } });
  expect(await isOperator()).toBe(false);
});
