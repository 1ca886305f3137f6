import { expect, test } from "../owner";

test("a key's alias and category can be changed", async ({ owner }) => {
  const { page } = owner;
  const key = await owner.createKey("before");
  await owner.chooseAction("before", "Edit");
  await page.waitForURL(new RegExp(`/dashboard/keys/${key.id}`));
  await page.getByLabel("Alias", { exact: true }).fill("after");
  await page.getByLabel("Category", { exact: true }).fill("staging");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(async () => {
    await expect(await owner.keyRow("after")).toContainText("staging", { timeout: 3_000 });
  }).toPass();
  await owner.expectAnswer(key.secret, 200);
});

test("a deactivated key stops working on the next request, and works again once reactivated", async ({
  owner,
}) => {
  const key = await owner.createKey("switched");
  await owner.expectAnswer(key.secret, 200);

  await owner.chooseAction("switched", "Deactivate");
  await expect(async () => owner.expectAnswer(key.secret, 401, "Inactive API Key")).toPass();

  await owner.chooseAction("switched", "Reactivate");
  await expect(async () => owner.expectAnswer(key.secret, 200)).toPass();
});

test("a key that was never used can be deleted, and no page goes on telling of it", async ({
  owner,
}) => {
  const key = await owner.createKey("unused");
  const other = await owner.page.context().newPage();
  await other.goto(`/dashboard/keys/${key.id}`);
  await owner.chooseAction("unused", "Delete");
  await owner.page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(owner.page.getByRole("alertdialog")).toBeHidden();
  await owner.page.goto("/dashboard/keys");
  await expect(owner.page.getByRole("link", { name: "unused", exact: true })).toHaveCount(0);
  await owner.expectAnswer(key.secret, 401, "Invalid API Key");

  await other.getByLabel("Alias", { exact: true }).fill("too late");
  await other.getByRole("button", { name: "Save changes" }).click();
  await expect(other.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});

test("a key that was used cannot be deleted", async ({ owner }) => {
  const { page } = owner;
  const key = await owner.createKey("used");
  await owner.expectAnswer(key.secret, 200);
  await owner.chooseAction("used", "Delete");
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.or(page.getByRole("status"))).toContainText(/cannot be deleted/);
  await expect(dialog.getByRole("button", { name: "Delete", exact: true })).toHaveCount(0);
  await expect(await owner.keyRow("used")).toBeVisible();
  await owner.expectAnswer(key.secret, 200);
});
