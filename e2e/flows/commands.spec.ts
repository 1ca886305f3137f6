import { expect, test } from "../owner";

test("the palette goes to pages and to keys by alias, from wherever one is", async ({ owner }) => {
  const { page } = owner;
  const key = await owner.createKey("billing-worker");
  await page.goto("/dashboard/usage");
  const palette = page.getByRole("dialog", { name: "Go to …" });

  await page.keyboard.press("Control+k");
  await palette.getByRole("combobox").fill("settings");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/dashboard\/settings/);
  await expect(palette).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeFocused();

  await page.getByRole("button", { name: "Go to …" }).click();
  await palette.getByRole("combobox").fill("ling-work");
  await expect(palette.getByRole("option", { name: /billing-worker/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/dashboard/keys/${key.id}$`));
});

test("single keys search and begin a new key, but not while something is typed or open", async ({
  owner,
}) => {
  const { page } = owner;
  await owner.createKey("some-key");
  await page.goto("/dashboard/keys");
  const search = page.getByRole("searchbox", { name: "Search" });
  await expect(page.getByRole("link", { name: "some-key" })).toBeVisible();

  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await page.keyboard.type("n/n");
  await expect(search).toHaveValue("n/n");
  await expect(page).toHaveURL(/q=n/);
  const newKey = page.getByRole("link", { name: "New key" });
  await newKey.focus();

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help).toBeVisible();
  await page.keyboard.press("n");
  await expect(help).toBeVisible();
  await help.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(newKey).toBeFocused();
  await page.keyboard.press("?");
  await page.keyboard.press("n");
  await expect(help).toBeHidden();
  await expect(page).toHaveURL(/\/dashboard\/keys\?/);

  await page.evaluate(() => localStorage.clear());
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/\/dashboard\/keys\/new/);
  await expect(page.getByLabel("Alias", { exact: true })).toBeFocused();
});
