import { expectAccessible, openWhole } from "../axe";
import { PAGES_FOR_ALL, PAGES_FOR_OPERATORS, PAGES_FOR_OWNERS } from "../every-page";
import { expect, type Owner, test } from "../owner";
import { IS_ELSEWHERE, makeOperator } from "../own-server";

/** What opens over the list of keys, one after another. */
async function lookAtOverlays({ page }: Owner) {
  const look = (what: string) => expectAccessible(page, what);

  await page.getByRole("checkbox", { name: "Select seen" }).check();
  await look("selected keys");
  await page.getByRole("button", { name: "Clear the selection" }).click();

  await page.getByRole("button", { name: "Actions" }).first().click();
  await page.getByRole("menuitem", { name: "Delete" }).waitFor();
  await look("a row's menu");
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").waitFor();
  await look("the dialog before a deletion");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(page.getByRole("button", { name: "Actions" }).first()).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("option", { name: /seen/ }).waitFor();
  await look("the palette");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await look("the shortcuts");
  await page.keyboard.press("Escape");
}

test("public pages have no accessibility violations", async ({ page }) => {
  test.slow();
  for (const path of PAGES_FOR_ALL) {
    await openWhole(page, path);
    await expectAccessible(page, path);
  }
  await openWhole(page, "/no/such/page", { status: 404 });
  await expectAccessible(page, "a page that is not there");
});

test("an owner's pages have no accessibility violations", async ({ owner }) => {
  test.slow();
  const { page } = owner;
  const look = async (path: string, status = 200) => {
    await openWhole(page, path, { status });
    await expectAccessible(page, path);
  };
  for (const path of PAGES_FOR_OWNERS) await look(path);
  await look("/dashboard/keys/01900000-0000-7000-8000-000000000000", 404);

  const key = await owner.createKey("seen", { "Daily quota": "10", "Total quota": "100" });
  await owner.expectAnswer(key.secret, 200);
  const ofKey = `/dashboard/keys/${key.id}`;
  for (const path of [ofKey, "/dashboard/keys/logs", "/dashboard/usage"]) await look(path);
  await look("/dashboard/keys");
  await lookAtOverlays(owner);
});

test("an operator's pages have no accessibility violations", async ({ owner }) => {
  test.skip(IS_ELSEWHERE, "an operator is made in this server's database");
  await makeOperator(owner.email);
  for (const path of PAGES_FOR_OPERATORS) {
    await openWhole(owner.page, path);
    await expectAccessible(owner.page, path);
  }
});

test("a phone's pages and its menu have no accessibility violations, and the menu keeps the focus", async ({
  owner,
}) => {
  const { page } = owner;
  await page.setViewportSize({ width: 390, height: 844 });
  await owner.createKey("on-a-phone", { "Daily quota": "10" });
  await openWhole(page, "/dashboard/keys");
  await expectAccessible(page, "keys on a phone");
  const menu = page.getByRole("button", { name: "Menu" });
  await menu.click();
  const sheet = page.getByRole("dialog");
  await sheet.waitFor();
  await expectAccessible(page, "the phone's menu");

  // The focus goes in, round in it, and back out.
  const links = sheet.getByRole("link");
  await expect(sheet).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(links.first()).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(links.last()).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(links.first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(menu).toBeFocused();
  await menu.press("Enter");
  await links.filter({ hasText: "Usage" }).click();
  await expect(page).toHaveURL(/\/dashboard\/usage/);
  await expect(sheet).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: "Usage" })).toBeFocused();
});

test("a key that is created and rotated has no accessibility violations", async ({ owner }) => {
  test.slow();
  const { page } = owner;
  const key = await owner.createKey("old", { "Daily quota": "10" });
  await owner.expectAnswer(key.secret, 200);
  const wizard = `/dashboard/keys/${key.id}/rotate`;
  await openWhole(page, wizard);
  await expectAccessible(page, wizard);
  await page.getByRole("button", { name: "Create the replacement" }).click();
  const dialog = page.getByRole("dialog", { name: "Copy your key now" });
  await expect(dialog.getByText("Waiting for the first request…")).toBeVisible();
  await expectAccessible(page, "the dialog with the secret");
  await dialog.getByRole("button", { name: "Done" }).click();
  for (const step of ["deploy", "deactivate"]) {
    await openWhole(page, `${wizard}?step=${step}`);
    await expectAccessible(page, `${wizard}?step=${step}`);
  }
  await page.goto(`/dashboard/keys/${key.id}`);
  // Typed before the page's script has taken over, it would be put back.
  await expect(async () => {
    await page.getByLabel("Daily quota", { exact: true }).fill("1");
    await expect(page.getByText("It would be reached at once")).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await expectAccessible(page, "a quota that is tried");
});
