import { expect, test } from "../owner";

// All columns are offered only where there is room for them.
test.use({ viewport: { width: 1440, height: 900 } });

test("selected keys are deactivated together, and undo brings them back", async ({ owner }) => {
  const { page } = owner;
  const one = await owner.createKey("bulk-one");
  const two = await owner.createKey("bulk-two");
  await owner.createKey("bystander");

  await page.goto("/dashboard/keys");
  await page.getByRole("checkbox", { name: "Select bulk-one" }).check();
  await page.getByRole("checkbox", { name: "Select bulk-two" }).check();
  const bar = page.getByRole("group", { name: "Selected keys" });
  await expect(bar).toContainText("2 keys");
  await bar.getByRole("button", { name: "Deactivate" }).press("Enter");
  await expect(page.getByText("2 keys are inactive")).toBeVisible();
  await expect(bar).toBeHidden();
  const heading = page.getByRole("heading", { level: 1, name: "API keys" });
  await expect(heading).toBeFocused();
  for (const { secret } of [one, two]) await owner.expectAnswer(secret, 401, "Inactive API Key");
  const bystander = page.getByRole("row").filter({ hasText: "bystander" });
  await expect(bystander).toContainText("active");
  await expect(bystander).not.toContainText("inactive");

  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(page.getByText("Undone.")).toBeVisible();
  await expect(heading).toBeFocused();
  for (const { secret } of [one, two]) await owner.expectAnswer(secret, 200);
});

test("a switch that the server does not take goes back, and says so", async ({ owner }) => {
  const { page } = owner;
  await owner.createKey("stubborn");
  const row = await owner.keyRow("stubborn");
  await row.getByRole("button", { name: "Actions" }).click();
  const deactivate = page.getByRole("menuitem", { name: "Deactivate" });
  await expect(deactivate).toBeVisible();
  await page.route("**/dashboard/keys*", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  await deactivate.click();
  await expect(page.getByText("The server did not answer")).toBeVisible();
  await expect(row).not.toContainText("inactive");
});

test("what the list is narrowed to stands in the URL, and survives a reload", async ({ owner }) => {
  const { page } = owner;
  await owner.createKey("web-prod", { Category: "production" });
  await owner.createKey("web-ci", { Category: "staging" });
  await owner.createKey("batch", { Category: "production" });

  await page.goto("/dashboard/keys");
  const aliases = page.getByRole("row").getByRole("link");
  await page.getByRole("searchbox", { name: "Search" }).fill("web");
  await expect(page).toHaveURL(/q=web/);
  await page.getByLabel("Filter by category").selectOption("production");
  await expect(page).toHaveURL(/category=production/);
  await page.getByRole("button", { name: /^Active/ }).click();
  await expect(page).toHaveURL(/status=active/);
  await page.getByRole("columnheader", { name: "Alias" }).getByRole("button").click();
  await expect(page).toHaveURL(/sort=alias/);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Last 24 hours" }).click();
  await expect(page).toHaveURL(/hide=day/);

  await page.reload();
  await expect(aliases).toHaveText(["web-prod"]);
  await expect(page.getByRole("searchbox", { name: "Search" })).toHaveValue("web");
  await expect(page.getByLabel("Filter by category")).toHaveValue("production");
  await expect(page.getByRole("button", { name: /^Active/ })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await expect(page.getByRole("columnheader", { name: "24 h" })).toHaveCount(0);
});
