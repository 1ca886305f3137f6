import { and, eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { findAccountByEmail } from "@/db/queries/accounts";
import { findCredentials } from "@/db/queries/users";
import { auditEvents } from "@/db/schema/operations";
import { createAccount } from "@/lib/accounts/create";
import { listAccounts } from "@/lib/accounts/list";
import { setAccountPlan } from "@/lib/accounts/set-plan";
import { SignUp } from "@/lib/accounts/schema";
import { signUp } from "@/lib/accounts/sign-up";
import { removeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";

const db = testDatabase();
const visit = { db, ip: "192.0.2.1", userAgent: "test" };
const removeLater = (id: string | undefined) => onTestFinished(() => removeAccount(db, id!));

test("a sign-up makes a user, an account of that name on the free plan, and its first audit row", async () => {
  const email = `Ada-${crypto.randomUUID()}@Example.COM`;
  const input = SignUp.parse({ name: " Ada ", email: ` ${email} `, password: "correct horse" });
  await signUp({ visit, input });
  const account = await findAccountByEmail(db, email.toLowerCase());
  removeLater(account?.id);
  expect(account).toMatchObject({ name: "Ada", plan: "free", email: email.toLowerCase() });
  const user = await findCredentials(db, { email: email.toLowerCase() });
  expect(user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const trail = await db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.accountId, account!.id), eq(auditEvents.action, "account.create")));
  expect(trail).toHaveLength(1);
  expect(trail[0]).toMatchObject({ actor: "user", actorId: user?.id, ip: "192.0.2.1" });
  expect(JSON.stringify(trail)).not.toContain("argon2");
});

test("an address that is taken is refused beside its field, and leaves no account behind", async () => {
  const { ctx, email, accountId } = await makePasswordAccount();
  const before = (await listAccounts({ db })).filter((account) => account.email === email);
  const again = signUp({ visit, input: { name: "Eve", email, password: "correct horse" } });
  await expect(again).rejects.toMatchObject({ code: "conflict", field: "email" });
  const after = (await listAccounts({ db })).filter((account) => account.email === email);
  expect(after).toEqual(before);
  expect(ctx.accountId).toBe(accountId);
});

test("of two sign-ups with one address at once, exactly one succeeds", async () => {
  const input = {
    name: "Twin",
    email: `${crypto.randomUUID()}@test.local`,
    password: "peculiar 7 ropes",
  };
  const results = await Promise.allSettled([signUp({ visit, input }), signUp({ visit, input })]);
  removeLater((await findAccountByEmail(db, input.email))?.id);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("an operator moves an account to another plan, but not to one that is not there", async () => {
  const { email, accountId } = await makePasswordAccount();
  const moved = await setAccountPlan({ db, input: { email, plan: "pro" } });
  expect(moved).toMatchObject({ id: accountId, email, name: "Owner", plan: "pro", keys: 0 });
  await expect(setAccountPlan({ db, input: { email, plan: "gold" } })).rejects.toMatchObject({
    code: "not_found",
  });
});

async function makePasswordAccount() {
  const email = `${crypto.randomUUID()}@test.local`;
  const created = await createAccount({
    db,
    input: { email, name: "Owner", password: "peculiar 7 ropes" },
  });
  removeLater(created.id);
  const actor = { kind: "user" as const, userId: created.userId, ip: null };
  return { ctx: { db, accountId: created.id, actor }, email, accountId: created.id };
}
