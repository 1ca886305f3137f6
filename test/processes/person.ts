import { randomBytes } from "node:crypto";
import { and, eq, ne, sql } from "drizzle-orm";
import { Secret, TOTP } from "otpauth";
import { replaceRecoveryCodes, setTotpSecret, startTotp } from "@/db/queries/two-factor";
import { insertAddressToken, insertPasswordReset } from "@/db/queries/users";
import { users } from "@/db/schema/accounts";
import { sessions } from "@/db/schema/auth";
import { keyReviews } from "@/db/schema/keys";
import { ipBlocks } from "@/db/schema/operations";
import { hashMailedToken, newMailedToken } from "@/lib/accounts/mailed-token";
import { hashRecoveryCode, newRecoveryCodes } from "@/lib/two-factor/recovery-code";
import { seal } from "@/lib/two-factor/seal";
import { makeKey, type TestKey } from "../key";
import { writePast } from "../past-requests";
import { cookiesOf, makeOwner, type Owner, signIn } from "./owner";
import { serverEnv, type TestServer } from "./server";

/** Somebody with one of everything that can be named to a server action. */
export interface Person extends Owner {
  userId: string;
  name: string;
  /** Never used. */
  unused: TestKey;
  /** A key that replaces another one. */
  replacement: TestKey;
  /** One that its owner is asked about since a reset. */
  reviewed: TestKey;
  /** A session of theirs, beside the one of the cookie. */
  otherSessionId: string;
  /** The same, as a cookie. It waits for a code where the second factor is on. */
  otherCookie: string;
  /** Blocked, and one of their key's callers. */
  blockedAddress: string;
  /** What was mailed to them, and has not been used. */
  addressToken: string;
  resetToken: string;
  /** What their authenticator shows now. */
  code(): string;
  recoveryCodes: string[];
}

export type SecondFactor = "begun" | "on";

let made = 0;

/** Makes a person, signed in. @param secondFactor whether its first code has been typed in */
export async function makePerson(
  server: TestServer,
  secondFactor: SecondFactor = "begun",
): Promise<Person> {
  const { db } = server.database;
  const name = `Person ${randomBytes(6).toString("hex")}`;
  const owner = await makeOwner(server, { name });
  const { email, accountId } = owner;
  const [{ userId }] = (await db
    .update(users)
    // Nobody knows yet that the address is theirs.
    .set({ emailVerifiedAt: null })
    .where(eq(users.email, email))
    .returning({ userId: users.id })) as [{ userId: string }];
  const keyOf = (over: Parameters<typeof makeKey>[1] = {}) =>
    makeKey({ db, accountId }, { category: `of-${name}`, ...over });

  const reviewed = await keyOf();
  await db.insert(keyReviews).values({ keyId: reviewed.id, accountId, switchedOff: false });
  const blockedAddress = `198.51.100.${++made}`;
  await db.insert(ipBlocks).values({
    ip: blockedAddress,
    until: sql`now() + interval '1 hour'`,
    failures: 20,
  });
  const used = await keyOf();
  await writePast(db, { accountId, keyId: used.id }, [{ agoMs: 60_000, ip: blockedAddress }]);

  const [addressToken, resetToken] = [newMailedToken(), newMailedToken()];
  await insertAddressToken(db, userId, hashMailedToken(addressToken));
  await insertPasswordReset(db, userId, hashMailedToken(resetToken));

  const secret = new Secret({ size: 20 });
  const authSecret = serverEnv("", "").AUTH_SECRET!;
  await setTotpSecret(db, userId, seal(Buffer.from(secret.bytes), { authSecret, userId }));
  const recoveryCodes = newRecoveryCodes();
  if (secondFactor === "on") {
    await startTotp(db, userId);
    const hashes = recoveryCodes.map((code) => hashRecoveryCode(code)!);
    await replaceRecoveryCodes(db, userId, hashes);
  }

  const [first] = await db.select().from(sessions).where(eq(sessions.userId, userId));
  const otherCookie = cookiesOf(await signIn(server.port, owner)).join("; ");
  const [other] = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), ne(sessions.id, first!.id)));
  return {
    ...owner,
    userId,
    name,
    unused: await keyOf(),
    replacement: await keyOf({ replacesId: used.id }),
    reviewed,
    otherSessionId: other!.id,
    otherCookie,
    blockedAddress,
    addressToken,
    resetToken,
    code: () => new TOTP({ secret }).generate(),
    recoveryCodes,
  };
}
