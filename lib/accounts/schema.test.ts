import { expect, test } from "vitest";
import { Email, Name, Password } from "./schema";

test("an address is one address however it is typed", () => {
  expect(Email.parse("  Ada@Example.COM ")).toBe("ada@example.com");
  for (const text of ["", "ada", "ada@", "a b@example.com", "a@b\nc.com", null, 7]) {
    expect(Email.safeParse(text).success).toBe(false);
  }
});

test("a password has 8 to 200 characters, spaces and all", () => {
  expect(Password.safeParse("1234567").success).toBe(false);
  expect(Password.parse(" 123456 ")).toBe(" 123456 ");
  expect(Password.safeParse("x".repeat(200)).success).toBe(true);
  expect(Password.safeParse("x".repeat(201)).success).toBe(false);
});

test("a name is one line", () => {
  expect(Name.parse(" Ada Lovelace ")).toBe("Ada Lovelace");
  expect(Name.safeParse("Ada\nBcc: all").success).toBe(false);
  expect(Name.safeParse("   ").success).toBe(false);
});
