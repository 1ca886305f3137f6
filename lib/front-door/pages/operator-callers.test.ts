import { expect, test } from "vitest";
import { newSecret } from "@/lib/credentials/secret";
import { operatorCallers } from "./operator-callers";

const bearer = (secret: string) => `Bearer ${secret}`;

test("a token is looked up once, and what is none never", async () => {
  const asked: string[] = [];
  const whose = operatorCallers(async (hash) => {
    asked.push(hash);
    return "the token";
  });
  const secret = newSecret("lko");
  expect(await whose(bearer(secret))).toBe("the token");
  expect(await whose(bearer(secret))).toBe("the token");
  for (const other of [undefined, "", bearer("lko_short"), bearer(newSecret("lk")), secret]) {
    expect(await whose(other)).toBeNull();
  }
  expect(asked).toHaveLength(1);
});

test("many made-up tokens at once do not become many look-ups", async () => {
  let atOnce = 0;
  const waiting: Array<() => void> = [];
  const whose = operatorCallers(async () => {
    atOnce++;
    await new Promise<void>((resolve) => waiting.push(resolve));
    return null;
  });
  const asked = Array.from({ length: 50 }, () => whose(bearer(newSecret("lko"))));
  expect(atOnce).toBe(4);
  waiting.forEach((go) => go());
  expect(new Set(await Promise.all(asked))).toEqual(new Set([null]));
  const later = whose(bearer(newSecret("lko")));
  expect(atOnce).toBe(5);
  waiting.forEach((go) => go());
  await later;
});

test("a look-up that failed is made again", async () => {
  let fails = true;
  const whose = operatorCallers(async () => {
    if (fails) throw new Error("the database is away");
    return "the token";
  });
  const secret = newSecret("lko");
  expect(await whose(bearer(secret))).toBeNull();
  fails = false;
  expect(await whose(bearer(secret))).toBe("the token");
});
