import { asc, eq } from "drizzle-orm";
import { expect, onTestFinished, test, vi } from "vitest";
import { auditEvents } from "@/db/schema/operations";
import { createAccount } from "@/lib/accounts/create";
import { beginSession, signIn } from "@/lib/accounts/sign-in";
import { signOut } from "@/lib/accounts/sign-out";
import { removeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";

const db = testDatabase();
const visit = { db, ip: "192.0.2.77", userAgent: "test", requestId: "a-request" };

test("an account's trail says who came in, who left and who failed to, and from where", async () => {
  const email = `${crypto.randomUUID()}@test.local`;
  const password = "peculiar 7 ropes";
  const { id, userId } = await createAccount({ db, input: { email, name: "Owner", password } });
  onTestFinished(() => removeAccount(db, id));
  const trail = () =>
    db.select().from(auditEvents).where(eq(auditEvents.accountId, id)).orderBy(asc(auditEvents.id));

  await signIn({ visit, input: { email, password: "wrong one" } }).catch(() => {});
  await vi.waitFor(async () => expect(await trail()).toHaveLength(2));
  const { sessionId } = await signIn({ visit, input: { email, password } });
  await signOut(visit, userId, sessionId);
  await signOut(visit, userId, sessionId);
  const provided = await beginSession(visit, userId);

  expect((await trail()).slice(1)).toMatchObject([
    { action: "user.sign_in_failed", targetId: userId, actorId: null, ip: visit.ip },
    { action: "session.begin", targetId: sessionId, actorId: userId, ip: visit.ip },
    { action: "session.end", targetId: sessionId, actorId: userId },
    { action: "session.begin", targetId: provided.sessionId, actorId: userId },
  ]);
  expect(JSON.stringify(await trail())).not.toContain("wrong one");
});

test("an address without an account leaves no trail", async () => {
  const input = { email: `${crypto.randomUUID()}@test.local`, password: "whatever it is" };
  await expect(signIn({ visit, input })).rejects.toThrow("Email or password is wrong.");
});
