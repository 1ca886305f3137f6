import type { Locator, Page } from "@playwright/test";
import { Authenticator } from "../authenticator";
import { expectAccessible } from "../axe";
import { expect, type Owner, test } from "../owner";
import { IS_ELSEWHERE, letProofGrowOld } from "../own-server";
import { violationsOf } from "../policy";

const WRONG = /This code is wrong/;
/** Never right: a code has six digits, a recovery code 24 characters. */
const NO_CODE = "12345";

const codeField = (within: Page | Locator) => within.getByLabel("Code", { exact: true });

/** Opens the settings' dialog, with the app that has scanned what it shows. */
async function beginSetUp({ page }: Owner) {
  await page.goto("/dashboard/settings");
  await page.getByRole("button", { name: "Set up two-factor" }).click();
  const dialog = page.getByRole("dialog", { name: "Set up two-factor" });
  const secret = dialog.getByRole("group", { name: "Or type in this secret" }).locator("code");
  return { dialog, app: new Authenticator(await secret.innerText()) };
}

/** The codes that are shown once; leaves the dialog. */
async function takeRecoveryCodes(page: Page): Promise<string[]> {
  const dialog = page.getByRole("dialog", { name: "Keep your recovery codes" });
  const list = dialog.getByRole("list", { name: "Recovery codes" });
  await expect(list.getByRole("listitem")).toHaveCount(10);
  const codes = await list.getByRole("listitem").allInnerTexts();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  return codes;
}

async function setUp(owner: Owner) {
  const { dialog, app } = await beginSetUp(owner);
  await codeField(dialog).fill(await app.nextCode());
  await dialog.getByRole("button", { name: "Switch on" }).click();
  return { app, recoveryCodes: await takeRecoveryCodes(owner.page) };
}

/** Signs in as far as the password leads. */
async function comeToCode(owner: Owner): Promise<void> {
  await owner.page.context().clearCookies();
  await owner.signIn();
  await owner.page.waitForURL(/\/sign-in\/code/);
}

async function enter(page: Page, code: string): Promise<void> {
  await codeField(page).fill(code);
  await page.getByRole("button", { name: "Continue" }).click();
}

async function sessionCookie(page: Page) {
  const cookies = await page.context().cookies();
  return cookies.find(({ name }) => name.endsWith("next-auth.session-token"))!;
}

async function expectRefused(field: Locator, typed: string): Promise<void> {
  await expect(field).toHaveAccessibleDescription(WRONG);
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveValue(typed);
  await expect(field).toBeFocused();
}

test("a second factor is set up with an app, and its recovery codes are shown once", async ({
  owner,
  context,
}) => {
  const { page } = owner;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const violations = await violationsOf(page);
  const { dialog, app } = await beginSetUp(owner);
  await expect(dialog.getByRole("img", { name: /QR code/ })).toBeVisible();
  await expectAccessible(page, "setting up a second factor");

  const field = codeField(dialog);
  await field.fill(NO_CODE);
  await dialog.getByRole("button", { name: "Switch on" }).click();
  await expectRefused(field, NO_CODE);
  await field.fill(await app.nextCode());
  await dialog.getByRole("button", { name: "Switch on" }).click();

  const shown = page.getByRole("dialog", { name: "Keep your recovery codes" });
  await expectAccessible(page, "recovery codes");
  await page.keyboard.press("Escape");
  await shown.getByRole("button", { name: "Copy" }).click();
  await expect(shown.getByRole("status")).toHaveText("It is on the clipboard.");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const codes = await takeRecoveryCodes(page);
  expect(copied.split("\n")).toEqual(codes);
  expect(new Set(codes).size).toBe(10);

  await page.reload();
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
  await expectAccessible(page, "settings with a second factor");
  for (const code of codes) expect(await page.content()).not.toContain(code);
  expect(violations).toEqual([]);
});

test("the password alone opens nothing; a code leads to where one wanted to go", async ({
  owner,
}) => {
  const { page } = owner;
  const { app } = await setUp(owner);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/\/sign-in/);
  await page.goto("/dashboard/keys/logs?status=4xx");
  await page.getByLabel("Email", { exact: true }).fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/sign-in\/code/);

  // Other pages lead back to it, and so does coming in anew.
  for (const path of ["/dashboard", "/dashboard/keys", "/dashboard/settings", "/confirm-address"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in\/code\?callbackUrl=/);
  }
  const violations = await violationsOf(page);
  await page.goto("/dashboard/keys/logs?status=4xx");
  await expect(codeField(page)).toBeFocused();
  await expectAccessible(page, "the second half of a sign-in");

  await enter(page, NO_CODE);
  await expectRefused(codeField(page), NO_CODE);
  await expectAccessible(page, "a wrong code");
  const waiting = await sessionCookie(page);
  const code = await app.nextCode();
  await enter(page, `${code.slice(0, 3)} ${code.slice(3)}`);
  await page.waitForURL(/\/dashboard\/keys\/logs\?status=4xx$/);
  await expect(page.getByRole("heading", { level: 1, name: "Request logs" })).toBeVisible();
  expect(violations).toEqual([]);

  // Whoever knows the cookie of the first half, or has planted it, is not in.
  const opened = await sessionCookie(page);
  expect(opened).toMatchObject({ name: waiting.name, httpOnly: true, sameSite: "Lax", path: "/" });
  expect(opened.expires).toBeGreaterThan(Date.now() / 1_000 + 29 * 86_400);
  expect(opened.value).not.toBe(waiting.value);
  const statusWith = async ({ name, value }: { name: string; value: string }) => {
    const headers = { Cookie: `${name}=${value}` };
    return (await page.request.get("/dashboard/settings", { headers, maxRedirects: 0 })).status();
  };
  expect([await statusWith(opened), await statusWith(waiting)]).toEqual([200, 307]);

  // A code is good once, at any browser.
  await comeToCode(owner);
  await enter(page, code);
  await expectRefused(codeField(page), code);
});

test("a recovery code opens the account once, and new ones take the place of the old", async ({
  owner,
}) => {
  const { page } = owner;
  const { app, recoveryCodes } = await setUp(owner);
  const [first, second] = recoveryCodes as [string, string];
  await comeToCode(owner);
  // As people type it.
  await enter(page, first.toLowerCase().replaceAll("-", " "));
  await page.waitForURL(/\/dashboard/);
  await comeToCode(owner);
  await enter(page, first);
  await expectRefused(codeField(page), first);
  await enter(page, await app.nextCode());
  await page.waitForURL(/\/dashboard/);

  await page.goto("/dashboard/settings");
  await expect(page.getByText("9 recovery codes are left.")).toBeVisible();
  await page.getByRole("button", { name: "New recovery codes" }).click();
  const dialog = page.getByRole("dialog", { name: "Make new recovery codes?" });
  await expect(codeField(dialog)).toBeFocused();
  await codeField(dialog).fill(first);
  await dialog.getByRole("button", { name: "Make new codes" }).click();
  await expectRefused(codeField(dialog), first);
  await codeField(dialog).fill(second);
  await dialog.getByRole("button", { name: "Make new codes" }).click();
  const fresh = await takeRecoveryCodes(page);
  expect(fresh.filter((code) => recoveryCodes.includes(code))).toEqual([]);
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();

  await comeToCode(owner);
  await enter(page, recoveryCodes[2]!);
  await expectRefused(codeField(page), recoveryCodes[2]!);
  await enter(page, fresh[0]!);
  await page.waitForURL(/\/dashboard/);
});

test("switching the second factor off asks for a code, and then the password is enough", async ({
  owner,
}) => {
  const { page } = owner;
  const { recoveryCodes } = await setUp(owner);
  const off = page.getByRole("button", { name: "Switch off", exact: true });
  await off.click();
  const dialog = page.getByRole("dialog", { name: "Switch two-factor off?" });
  await expectAccessible(page, "switching a second factor off");
  await dialog.getByRole("button", { name: "Switch off" }).click();
  await expect(codeField(dialog)).toHaveAccessibleDescription("Enter a code.");
  await codeField(dialog).fill(NO_CODE);
  await dialog.getByRole("button", { name: "Switch off" }).click();
  await expectRefused(codeField(dialog), NO_CODE);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(off).toBeFocused();

  await off.click();
  await codeField(dialog).fill(recoveryCodes[0]!);
  await dialog.getByRole("button", { name: "Switch off" }).click();
  await expect(page.getByRole("button", { name: "Set up two-factor" })).toBeVisible();
  await page.context().clearCookies();
  await owner.signIn();
  await page.waitForURL(/\/dashboard/);
});

test.describe("where the account asks again before keys are made", () => {
  test.skip(IS_ELSEWHERE, "only the server that the flows start can be told that time has passed");

  const stillYou = (page: Page) => page.getByRole("dialog", { name: "Is it still you?" });
  const asksAgain = (page: Page) =>
    page.getByRole("checkbox", { name: "Ask again before keys are made" });

  async function askAgain({ page }: Owner): Promise<void> {
    await page.goto("/dashboard/settings");
    await asksAgain(page).check();
    await expect(async () => {
      await page.reload();
      await expect(asksAgain(page)).toBeChecked({ timeout: 2_000 });
    }).toPass({ timeout: 20_000 });
  }

  test("a key is made once it is shown that it is still them, and nothing typed is lost", async ({
    owner,
  }) => {
    const { page } = owner;
    await askAgain(owner);
    // Within ten minutes of the sign-in nobody is asked.
    const key = await owner.createKey("at-once");
    await letProofGrowOld(owner.email);

    const violations = await violationsOf(page);
    const typed = { Alias: "asked", Category: "staging", "Daily quota": "120" };
    await page.goto("/dashboard/keys/new");
    for (const [label, value] of Object.entries(typed)) {
      await page.getByLabel(label, { exact: true }).fill(value);
    }
    const create = page.getByRole("button", { name: "Create key" });
    await create.click();
    const dialog = stillYou(page);
    const password = dialog.getByLabel("Password", { exact: true });
    await expect(password).toBeFocused();
    await expectAccessible(page, "asking whether it is still them");

    const go = dialog.getByRole("button", { name: "Continue" });
    await go.click();
    await expect(password).toHaveAccessibleDescription("Enter your password.");
    await password.fill("not-the-password");
    await go.click();
    await expect(password).toHaveAccessibleDescription("This is not your password.");
    await expect(password).toHaveValue("not-the-password");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(dialog).toBeHidden();
    await expect(create).toBeFocused();
    await expect(page.getByText("Nothing was done")).toBeVisible();
    for (const [label, value] of Object.entries(typed)) {
      await expect(page.getByLabel(label, { exact: true })).toHaveValue(value);
    }

    await create.click();
    await password.fill(owner.password);
    await password.press("Enter");
    const secret = page.getByRole("dialog", { name: "Copy your key now" });
    const made = await secret.getByLabel("API key").inputValue();
    await secret.getByRole("button", { name: "Done" }).click();
    await page.waitForURL(/\/dashboard\/keys\/[0-9a-f-]{36}$/);
    for (const [label, value] of Object.entries(typed)) {
      await expect(page.getByLabel(label, { exact: true })).toHaveValue(value);
    }
    await owner.expectAnswer(made, 200);
    // Shown once, it holds for ten minutes.
    await owner.createKey("soon-after");
    expect(violations).toEqual([]);
    await owner.expectAnswer(key.secret, 200);
  });

  test("a code stands for the password, for rotating a key and raising its quotas", async ({
    owner,
  }) => {
    const { page } = owner;
    await askAgain(owner);
    const key = await owner.createKey("mine", { "Daily quota": "10" });
    const { app, recoveryCodes } = await setUp(owner);

    await letProofGrowOld(owner.email);
    await page.goto(`/dashboard/keys/${key.id}`);
    const quota = page.getByLabel("Daily quota", { exact: true });
    // Less is given without a word, more is not.
    const save = page.getByRole("button", { name: "Save changes" });
    await quota.fill("5");
    await save.click();
    await expect(page.getByText(/saved/i).first()).toBeVisible();
    await expect(stillYou(page)).toBeHidden();
    await quota.fill("500");
    await save.click();
    const dialog = stillYou(page);
    await expect(dialog.getByLabel("Or your password")).toBeVisible();
    await expectAccessible(page, "asking for a code or a password");
    await dialog.getByRole("button", { name: "Continue" }).click();
    await expect(codeField(dialog)).toHaveAccessibleDescription("Enter a code or your password.");
    await codeField(dialog).fill(NO_CODE);
    await dialog.getByRole("button", { name: "Continue" }).click();
    await expectRefused(codeField(dialog), NO_CODE);
    await codeField(dialog).fill(await app.nextCode());
    await dialog.getByRole("button", { name: "Continue" }).click();
    await expect(dialog).toBeHidden();
    await expect(async () => {
      await page.reload();
      await expect(quota).toHaveValue("500", { timeout: 2_000 });
    }).toPass({ timeout: 20_000 });

    await letProofGrowOld(owner.email);
    await page.goto(`/dashboard/keys/${key.id}/rotate`);
    await page.getByRole("button", { name: "Create the replacement" }).click();
    await codeField(dialog).fill(recoveryCodes[0]!);
    await dialog.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("dialog", { name: "Copy your key now" })).toBeVisible();
  });

  test("whoever finds the browser open can neither switch that off nor set up an app", async ({
    owner,
  }) => {
    const { page } = owner;
    await askAgain(owner);
    await letProofGrowOld(owner.email);
    await asksAgain(page).click();
    await stillYou(page).getByRole("button", { name: "Cancel" }).click();
    await expect(asksAgain(page)).toBeChecked();
    await page.reload();
    await expect(asksAgain(page)).toBeChecked();

    await page.getByRole("button", { name: "Set up two-factor" }).click();
    await stillYou(page).getByLabel("Password", { exact: true }).fill(owner.password);
    await stillYou(page).getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("dialog", { name: "Set up two-factor" })).toBeVisible();
  });
});
