import { expectAccessible } from "../axe";
import { expect, test } from "../owner";

// All columns are there by themselves only where there is room for them.
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

test("a column that was chosen shows in any window but a phone's, and the menu says what is shown", async ({
  owner,
}) => {
  const { page } = owner;
  await owner.createKey("narrow");
  await page.setViewportSize({ width: 800, height: 900 });
  await page.goto("/dashboard/keys");
  const head = (name: string) => page.getByRole("columnheader", { name, exact: true });
  const columns = { Key: "Key", Category: "Category", "Last 24 hours": "24 h", Expires: "Expires" };
  const button = page.getByRole("button", { name: "Columns" });
  /** Opens the menu by keyboard, and holds each of its marks against the table's head. */
  const compare = async () => {
    await button.press("Enter");
    for (const [label, title] of Object.entries(columns)) {
      const item = page.getByRole("menuitemcheckbox", { name: label, exact: true });
      const isShown = await head(title).isVisible();
      await expect(item, `${label} in the menu`).toBeChecked({ checked: isShown });
    }
  };

  await compare();
  await expect(head("Expires")).toBeHidden();
  for (const name of ["Key", "Last 24 hours", "Expires"]) {
    await page.getByRole("menuitemcheckbox", { name, exact: true }).press("Enter");
  }
  await expect(page).toHaveURL(/show=masked,day,expires/);
  await expect(head("Expires")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();

  // What does not fit is reached with the keyboard, in a frame that has a name.
  const frame = page.getByRole("region", { name: "API keys" });
  const scrolled = () => frame.evaluate((element) => element.scrollLeft);
  await frame.press("ArrowRight");
  await expect.poll(scrolled).toBeGreaterThan(0);
  await expect(page.getByRole("link", { name: "narrow", exact: true })).toHaveText("narrow");
  const overhang = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overhang).toBe(0);

  for (const width of [768, 1100, 1300, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await expect(head("Expires")).toBeVisible();
    await compare();
    await page.keyboard.press("Escape");
  }
  await expectAccessible(page, "keys with columns that were chosen");
  await head("24 h").getByRole("button").press("Enter");
  await expect(page).toHaveURL(/sort=day/);
  await expect(head("24 h")).toHaveAttribute("aria-sort", "descending");
  await head("Status").getByRole("button").press("Enter");
  await expect(page).toHaveURL(/sort=status&order=asc/);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("cell", { name: "never" })).toHaveCount(1);
});
