import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "@/db/drizzle";
import { attempts } from "@/db/schema/attempts";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import * as counted from "./attempts";
import { TooManyAttempts } from "./attempts";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

const guardedCheck = (who: string, ip: string | null, check: () => Promise<boolean>) =>
  counted.guardedCheck({ db: own.db, ip }, who, check);
const countSignUp = (ip: string | null) => counted.countSignUp({ db: own.db, ip });
const countMail = (to: string, ip: string | null) => counted.countMail({ db: own.db, ip }, to);

/** Addresses of one /64, each once, in whatever spelling. */
const neighbours = (network: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${network}:${i.toString(16)}:0:0:1`);

/** How many of these are let through before the first is refused. */
async function passed(tries: Array<() => Promise<unknown>>): Promise<number> {
  let count = 0;
  for (const attempt of tries) {
    try {
      await attempt();
      count++;
    } catch (error) {
      expect(error).toBeInstanceOf(TooManyAttempts);
      return count;
    }
  }
  return count;
}

const wrong = async () => false;

test("guesses at one person's password from one /64 are ten, however many addresses they come from", async () => {
  const guess = (ip: string | null) => () => guardedCheck("ada@example.com", ip, wrong);
  expect(await passed(neighbours("2001:db8:1:1", 40).map(guess))).toBe(10);
  expect(await passed([guess("2001:DB8:1:1:FFFF::9")])).toBe(0);
  expect(await passed([guess("2001:db8:1:2::1"), guess("192.0.2.1"), guess(null)])).toBe(3);
});

test("guesses at many people's passwords from one /64 are a hundred", async () => {
  const tries = neighbours("2001:db8:2:1", 150).map(
    (ip, i) => () => guardedCheck(`person-${i}@example.com`, ip, wrong),
  );
  expect(await passed(tries)).toBe(100);
});

test("a right password is forgiven, from whichever address of the /64 it comes", async () => {
  const [first, ...rest] = neighbours("2001:db8:3:1", 10);
  for (const ip of rest) await guardedCheck("bob@example.com", ip, wrong);
  await guardedCheck("bob@example.com", first!, async () => true);
  const more = rest.map((ip) => () => guardedCheck("bob@example.com", ip, wrong));
  expect(await passed(more)).toBe(9);
});

test("sign-ups and mails from one /64 are counted together, and IPv4 in either spelling", async () => {
  const signUps = neighbours("2001:db8:4:1", 400).map((ip) => () => countSignUp(ip));
  expect(await passed(signUps)).toBe(300);
  const mails = neighbours("2001:db8:4:1", 80).map(
    (ip, i) => () => countMail(`person-${i}@example.com`, ip),
  );
  expect(await passed(mails)).toBe(50);
  const mapped = Array.from({ length: 80 }, (_, i) => (i % 2 ? "192.0.2.9" : "::ffff:192.0.2.9"));
  expect(await passed(mapped.map((ip, i) => () => countMail(`p-${i}@example.com`, ip)))).toBe(50);
});

test("behind a proxy that nobody has configured, whoever guesses closes nothing for others", async () => {
  const tries = Array.from(
    { length: 150 },
    (_, i) => () => guardedCheck(`stranger-${i}@example.com`, null, wrong),
  );
  expect(await passed(tries)).toBe(150);
  expect(await guardedCheck("carol@example.com", null, async () => true)).toBe(true);
  expect(await passed(Array(400).fill(() => countSignUp(null)))).toBe(400);
  const mails = Array.from({ length: 80 }, (_, i) => () => countMail(`m-${i}@example.com`, null));
  expect(await passed(mails)).toBe(80);
  // Nor do wrong passwords of one person close sign-in to that one.
  const atOne = () => guardedCheck("dave@example.com", null, wrong);
  expect(await passed(Array(150).fill(atOne))).toBe(150);
  expect(await guardedCheck("dave@example.com", null, async () => true)).toBe(true);
});

test("an address that is refused leaves no row for each name that it makes up", async () => {
  const rows = async () => {
    const [found] = await own.db.execute<{ n: number }>(`select count(*)::int as n from attempts`);
    return found!.n;
  };
  const guess = (i: number) => () => guardedCheck(`name-${i}@example.com`, "198.51.100.77", wrong);
  expect(await passed(Array.from({ length: 100 }, (_, i) => guess(i)))).toBe(100);
  const before = await rows();
  expect(await passed(Array.from({ length: 100 }, (_, i) => guess(100 + i)))).toBe(0);
  expect(await rows()).toBe(before);
});

test("another instance, or this one after a restart, goes on with the same count", async () => {
  const other = openDatabase({ url: own.url, max: 1, name: "latchkey-test" });
  const here = (who: string) => () => guardedCheck(who, "192.0.2.20", wrong);
  const there = (who: string) => () =>
    counted.guardedCheck({ db: other, ip: "192.0.2.20" }, who, wrong);
  expect(await passed([...Array(6).fill(here("eve")), ...Array(6).fill(there("eve"))])).toBe(10);
  const code = (db: typeof other) => () => counted.guardedCode(db, "frank", wrong);
  expect(await passed([...Array(6).fill(code(own.db)), ...Array(6).fill(code(other))])).toBe(10);
  await other.$client.end();
});

test("many at once are no more than so many, on however many connections", async () => {
  const tries = await Promise.allSettled(
    Array.from({ length: 40 }, () => counted.guardedCode(own.db, "grace", wrong)),
  );
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
});

test("a count ends with its window, and the first refusal is told from those after it", async () => {
  const guess = () => counted.guardedCode(own.db, "heidi", wrong);
  for (let n = 0; n < 10; n++) await guess();
  await expect(guess()).rejects.toMatchObject({ waitMinutes: 60, isFirst: true });
  await expect(guess()).rejects.toMatchObject({ waitMinutes: 60, isFirst: false });
  await own.db
    .update(attempts)
    .set({ endsAt: sql`now()` })
    .where(eq(attempts.count, 12));
  expect(await passed(Array(12).fill(guess))).toBe(10);
});

test("who is counted, and from where, is not to be read in the database", async () => {
  await guardedCheck("ivan@example.com", "192.0.2.77", wrong);
  const kept = JSON.stringify(await own.db.select().from(attempts));
  expect(kept).not.toMatch(/ivan|192\.0\.2|2001:db8/);
});
