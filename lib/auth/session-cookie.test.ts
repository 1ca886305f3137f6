import { encode } from "next-auth/jwt";
import { expect, test } from "vitest";
import { sessionCookies } from "./session-cookie";

const SECRET = "a secret for this test only, long enough";
const whose = sessionCookies(SECRET);
const tokenOf = (sub: string, secret = SECRET, maxAge = 60) =>
  encode({ token: { sub, sid: "x" }, secret, maxAge });

test("a session that we have signed is its person's, under either name of the cookie", async () => {
  const token = await tokenOf("ada");
  expect(await whose(`theme=dark; next-auth.session-token=${token}`)).toBe("ada");
  expect(await whose(`__Secure-next-auth.session-token=${token}; other=1`)).toBe("ada");
});

test.each([
  ["none", async () => "theme=dark"],
  [
    "another secret's",
    async () => `next-auth.session-token=${await tokenOf("eve", "x".repeat(40))}`,
  ],
  ["one that is over", async () => `next-auth.session-token=${await tokenOf("ada", SECRET, -60)}`],
  ["garbage", async () => "next-auth.session-token=a.b.c.d.e"],
  [
    "one that asks for work first",
    async () => {
      const head = { alg: "PBES2-HS512+A256KW", enc: "A256GCM", p2c: 10_000_000, p2s: "c2FsdA" };
      const first = Buffer.from(JSON.stringify(head)).toString("base64url");
      return `next-auth.session-token=${first}.aaaa.aaaa.aaaa.aaaa`;
    },
  ],
])("%s is nobody's", async (_what, cookie) => {
  expect(await whose(await cookie())).toBeNull();
});
