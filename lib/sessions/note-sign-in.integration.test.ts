import { asc, eq } from "drizzle-orm";
import { expect, onTestFinished, test, vi } from "vitest";
import { auditEvents, authFailures } from "@/db/schema/operations";
import { createAccount } from "@/lib/accounts/create";
import { beginSession, signIn } from "@/lib/accounts/sign-in";
import { signOut } from "@/lib/accounts/sign-out";
import { log } from "@/lib/log";
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
  await expect.poll(trail).toHaveLength(2);
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

test("an address without an account leaves no trail: it is counted for the operator, and blocks nobody", async () => {
  const input = { email: `${crypto.randomUUID()}@test.local`, password: "whatever it is" };
  const ip = "2001:db8:77:1::9";
  for (let i = 0; i < 2; i++) {
    await expect(signIn({ visit: { ...visit, ip }, input })).rejects.toThrow(
      "Email or password is wrong.",
    );
  }
  const counted = async () => {
    const of = await db
      .select()
      .from(authFailures)
      .where(eq(authFailures.ip, "2001:db8:77:1::/64"));
    return of.map(({ failures, spent }) => ({ failures, spent }));
  };
  onTestFinished(async () => {
    await db.delete(authFailures).where(eq(authFailures.ip, "2001:db8:77:1::/64"));
  });
  const sum = async () => (await counted()).reduce((all, { failures }) => all + failures, 0);
  await expect.poll(sum).toBe(2);
  expect((await counted()).every(({ failures, spent }) => failures === spent)).toBe(true);
});

test("each of these is a line of the log, with the request's id", async () => {
  const lines: object[] = [];
  const keep = (fields: object) => void lines.push(fields);
  for (const level of ["info", "warn"] as const) {
    const spy = vi.spyOn(log, level).mockImplementation(keep as never);
    onTestFinished(() => spy.mockRestore());
  }
  const email = `${crypto.randomUUID()}@test.local`;
  const password = "peculiar 7 ropes";
  const { id, userId } = await createAccount({ db, input: { email, name: "Owner", password } });
  onTestFinished(() => removeAccount(db, id));
  await signIn({ visit, input: { email, password: "wrong one" } }).catch(() => {});
  const { sessionId } = await signIn({ visit, input: { email, password } });
  await signOut(visit, userId, sessionId);
  const { ip, requestId } = visit;
  expect(lines).toContainEqual({ userId, ip, requestId, wrong: "password" });
  for (const audit of ["session.begin", "session.end"]) {
    expect(lines).toContainEqual({
      ...{ audit, accountId: id, targetId: sessionId, userId, ip, requestId },
    });
  }
  expect(JSON.stringify(lines)).not.toContain("wrong one");
});
