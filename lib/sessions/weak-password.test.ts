import { expect, test } from "vitest";
import { refuseWeakPassword } from "./weak-password";

const ADA = { email: "ada.lovelace@engines.example.com", name: "Ada Lovelace" };

test.each([
  "password",
  "12345678",
  "Password",
  "qwertyuiop",
  "ｐａｓｓｗｏｒｄ",
  "aaaaaaaaaaaa",
  "ada.lovelace@engines.example.com",
  "adalovelace",
  "Ada Lovelace",
  "AdaLovelace1815!",
  "lovelace2026",
  "engines.example.com",
  "latchkey123",
  "        ",
  "abcdefgh",
  "87654321",
  "abababab",
  "xyzxyzxyz",
  "Password1!",
  "adminadmin",
  "letmein!",
  "sunshine2024",
])("%s is guessed first, and refused", async (password) => {
  await expect(refuseWeakPassword(password, ADA, "next")).rejects.toMatchObject({
    code: "invalid",
    field: "next",
  });
});

test.each(["correct horse", "a password of some length", "lovelace likes engines", "x7Kq-9dLm2"])(
  "%s is taken",
  async (password) => expect(await refuseWeakPassword(password, ADA, "next")).toBeUndefined(),
);

test("a name of one letter, and an address without a domain's parts, forbid nothing else", async () => {
  const owner = { email: "a@b.c", name: "B" };
  await refuseWeakPassword("a long enough one 1", owner, "password");
});
