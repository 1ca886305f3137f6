import { expectAccessible, openWhole } from "../axe";
import { expect, test } from "../owner";

test("where nothing needs anybody it says so, with the day's figures; the key a leads there", async ({
  owner,
}) => {
  const { page } = owner;
  const key = await owner.createKey("works");
  for (let i = 0; i < 2; i++) await owner.call(key.secret);
  await openWhole(page, "/dashboard/keys");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(page.getByRole("heading", { level: 1, name: "Needs attention" })).toBeFocused();
  await expect(page.getByRole("heading", { name: "Nothing needs you" })).toBeVisible();
  await expect(page.getByText("Your active key works.")).toBeVisible();
  await expect(async () => {
    await page.reload();
    const figures = page.getByRole("region", { name: "Today" });
    await expect(figures).toContainText("Requests2", { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await expectAccessible(page, "nothing needs attention");
  await expect(
    page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: "Attention" }),
  ).toHaveAttribute("aria-current", "page");
});
