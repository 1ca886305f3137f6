import { expect, test } from "vitest";
import { countMail, countSignUp, guardedCheck, TooManyAttempts } from "./attempts";

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
  // One person's password is not guessed for ever.
  const atOne = Array.from(
    { length: 150 },
    () => () => guardedCheck("dave@example.com", null, wrong),
  );
  expect(await passed(atOne)).toBe(100);
});
