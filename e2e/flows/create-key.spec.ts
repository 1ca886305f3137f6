import { expect, test } from "../owner";

test("a new key is shown once, can be copied, and works at once", async ({ owner, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { page } = owner;
  await page.goto("/dashboard/keys");
  await page.getByRole("link", { name: "New key" }).first().click();
  const alias = page.getByLabel("Alias", { exact: true });
  await expect(alias).toBeFocused();
  await alias.fill("web-prod");
  await page.getByLabel("Category", { exact: true }).fill("production");
  await page.getByLabel("Daily quota", { exact: true }).fill("1000");
  await page.getByRole("button", { name: "Create key" }).click();

  const dialog = page.getByRole("dialog", { name: "Copy your key now" });
  const secret = await dialog.getByLabel("API key").inputValue();
  expect(secret).toMatch(/^[a-z0-9_]+_[0-9A-Za-z]{46}$/);
  await dialog.getByRole("button", { name: /^Cop/ }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await dialog.getByRole("button", { name: "Done" }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: "web-prod" })).toBeFocused();
  await owner.expectAnswer(secret, 200);

  const row = await owner.keyRow("web-prod");
  await expect(row).toContainText("production");
  await row.getByRole("link", { name: "web-prod", exact: true }).click();
  await expect(page.getByText(secret.slice(-4)).first()).toBeVisible();
  expect(await page.content()).not.toContain(secret);
});

test("what makes no sense is said beside its field, and what was typed stays", async ({
  owner,
}) => {
  const { page } = owner;
  await owner.createKey("taken");
  await page.goto("/dashboard/keys/new");
  await page.getByLabel("Alias", { exact: true }).fill("TAKEN");
  await page.getByLabel("Category", { exact: true }).fill("x".repeat(33));
  await page.getByLabel("Weekly quota", { exact: true }).fill("ten");
  await page.getByRole("button", { name: "Create key" }).click();
  const weekly = page.getByLabel("Weekly quota", { exact: true });
  await expect(weekly).toHaveAttribute("aria-invalid", "true");
  await expect(weekly).toHaveAccessibleDescription(/whole number/);
  await expect(page.getByLabel("Category", { exact: true })).toHaveAccessibleDescription(/32/);

  await weekly.fill("10");
  await page.getByLabel("Category", { exact: true }).fill("partner-acme");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByLabel("Alias", { exact: true })).toHaveAccessibleDescription(/already/);
  await expect(weekly).toHaveValue("10");
});

test("a quota may be written with its thousands apart, and says when another one makes it idle", async ({
  owner,
}) => {
  const { page } = owner;
  await page.goto("/dashboard/keys/new");
  await page.getByLabel("Alias", { exact: true }).fill("grouped");
  const daily = page.getByLabel("Daily quota", { exact: true });
  await daily.fill("5,000");
  await expect(daily).toHaveAccessibleDescription("5,000 requests in any 24 hours.");
  await page.getByLabel("Weekly quota", { exact: true }).fill("1 000");
  await expect(daily).toHaveAccessibleDescription(
    /Never reached: the weekly quota of 1,000 stops the key before/,
  );
  const monthly = page.getByLabel("Monthly quota", { exact: true });
  await monthly.fill("5.000");
  await monthly.blur();
  await expect(monthly).toHaveAccessibleDescription(/Write it in digits, such as 5000/);
  await monthly.fill("");
  // A hint, and no refusal.
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog", { name: "Copy your key now" });
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.goto("/dashboard/keys");
  await page.getByRole("link", { name: "grouped", exact: true }).click();
  await expect(page.getByLabel("Daily quota", { exact: true })).toHaveValue("5000");
  await expect(page.getByLabel("Weekly quota", { exact: true })).toHaveValue("1000");
});
