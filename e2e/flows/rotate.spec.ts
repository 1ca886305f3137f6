import { expect, test } from "../owner";

test("rotation goes from the old key to the new one in three steps, without a gap", async ({
  owner,
}) => {
  const { page } = owner;
  const old = await owner.createKey("billing", { Category: "production", "Daily quota": "500" });
  await owner.expectAnswer(old.secret, 200);

  await owner.chooseAction("billing", "Rotate");
  await page.waitForURL(new RegExp(`/dashboard/keys/${old.id}/rotate`));
  for (const step of ["Create the replacement", "Deploy the new key", "Deactivate the old key"]) {
    await expect(page.getByText(step).first()).toBeVisible();
  }

  await page.getByLabel("Alias", { exact: true }).fill("billing-2");
  await page.getByRole("button", { name: "Create the replacement" }).click();
  const dialog = page.getByRole("dialog", { name: "Copy your key now" });
  const replacement = await dialog.getByLabel("API key").inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();

  // Both work while the new one is deployed.
  await owner.expectAnswer(old.secret, 200);
  await owner.expectAnswer(replacement, 200);

  await page.getByRole("link", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Deactivate the old key" }).click();
  await expect(page.getByText("Rotation done")).toBeVisible();
  await owner.expectAnswer(old.secret, 401, "Inactive API Key");
  await owner.expectAnswer(replacement, 200);
  const row = await owner.keyRow("billing-2");
  await expect(row).toContainText("production");
});
