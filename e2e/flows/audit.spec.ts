import { readFile } from "node:fs/promises";
import { expect, test } from "../owner";

test("the audit page says who changed what and who signed in, narrowed and exported", async ({
  owner,
}) => {
  const { page } = owner;
  const key = await owner.createKey("audited", { "Daily quota": "10" });
  await page.goto("/dashboard/audit");
  const rows = page.getByRole("table", { name: "Audit" }).getByRole("row");
  const created = rows.filter({ hasText: "Key audited: created" });
  await expect(created).toContainText(owner.name);
  await expect(created).toContainText("daily: 10");
  await expect(rows.filter({ hasText: "Signed in" })).toContainText(owner.name);

  await page.getByLabel("What", { exact: true }).selectOption("Keys");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/kind=keys/);
  await expect(rows.filter({ hasText: "Signed in" })).toHaveCount(0);
  await expect(created).toBeVisible();

  const started = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: /NDJSON/ }).click();
  const file = await readFile(await (await started).path(), "utf8");
  const events = file
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { action: string });
  expect(events.map(({ action }) => action)).toEqual(["key.create"]);

  await created.getByRole("link", { name: "audited" }).click();
  await expect(page).toHaveURL(new RegExp(`/dashboard/keys/${key.id}`));
});
