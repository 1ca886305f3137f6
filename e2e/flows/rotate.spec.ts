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

  // What the choice means for the quota is said in figures, before it is made.
  await expect(page.getByLabel("Start fresh")).toHaveAccessibleDescription(
    /daily up to 1,000 instead of 500/,
  );
  await expect(page.getByLabel("Share one budget")).toHaveAccessibleDescription(/daily 499/);
  await page.getByLabel("Alias", { exact: true }).fill("billing-2");
  await page.getByRole("button", { name: "Create the replacement" }).click();
  const dialog = page.getByRole("dialog", { name: "Copy your key now" });
  const replacement = await dialog.getByLabel("API key").inputValue();
  const step = (title: string) => page.getByRole("heading", { level: 2, name: title });
  await dialog.getByRole("button", { name: "Done" }).press("Enter");
  await expect(step("Deploy the new key")).toBeFocused();

  // Both work while the new one is deployed, and the step shows who uses which, by itself.
  await expect(page.getByText("Each has quotas of its own")).toBeVisible();
  const callers = page.getByRole("table", { name: /Callers in the last hour/ });
  const caller = callers.getByRole("row").filter({ hasText: "GET /api/v1/echo" });
  await expect(caller.getByRole("cell").first()).toHaveText("1");
  await owner.expectAnswer(old.secret, 200);
  await owner.expectAnswer(replacement, 200);
  await expect(caller.getByRole("cell").first()).toHaveText("2", { timeout: 20_000 });
  await expect(caller.getByRole("cell").nth(1)).toHaveText("1");
  await expect(
    page.getByText(/Still on the old key in the last hour: .* \(2 requests\)/),
  ).toBeVisible();

  // Left and taken up again, from the new key as well.
  await page.goto(`/dashboard/keys/${old.id}`);
  await page.getByRole("link", { name: "billing-2" }).click();
  await page.getByRole("link", { name: "continue the rotation" }).click();
  await page.getByRole("link", { name: "Continue", exact: true }).press("Enter");
  await expect(step("Deactivate the old key")).toBeFocused();
  await expect(page.getByText(/billing was last used .* GET \/api\/v1\/echo/)).toBeVisible();

  // A moment can be set and taken back. It is of whole minutes, and no earlier than was asked for.
  await page.getByRole("button", { name: "In an hour" }).click();
  await page.getByRole("button", { name: "Set the moment" }).press("Enter");
  await expect(page.getByText(/billing goes inactive in (1 h|59 min)/)).toBeFocused();
  await owner.expectAnswer(old.secret, 200);
  await page.getByRole("button", { name: "Take back the date" }).press("Enter");
  await expect(step("Deactivate the old key")).toBeFocused();

  await page.getByRole("button", { name: "Deactivate the old key" }).press("Enter");
  await expect(page.getByText("Rotation done")).toBeFocused();
  await owner.expectAnswer(old.secret, 401, "Inactive API Key");
  await owner.expectAnswer(replacement, 200);
  // And so can the end.
  await page.getByRole("button", { name: "Reactivate billing" }).press("Enter");
  await expect(page.getByText("Rotation done")).toBeHidden();
  await expect(step("Deactivate the old key")).toBeFocused();
  await expect(page.getByRole("button", { name: "Deactivate the old key" })).toBeVisible();
  await owner.expectAnswer(old.secret, 200);
  const row = await owner.keyRow("billing-2");
  await expect(row).toContainText("production");
});
