import { expect, test } from "../owner";

test("the usage page says in figures what a key did, over the range and in the zone of its reader", async ({
  owner,
}) => {
  const { page } = owner;
  const key = await owner.createKey("counted", { "Total quota": "2" });
  await owner.expectAnswer(key.secret, 200);
  await owner.expectAnswer(key.secret, 200);
  await owner.expectAnswer(key.secret, 401, "Rate limit exceeded: quota total");

  const byKey = page.getByRole("table", { name: "Requests by key" });
  await expect(async () => {
    await page.goto("/dashboard/usage");
    const row = byKey.getByRole("row").filter({ hasText: "counted" });
    await expect(row.getByRole("cell").nth(0)).toHaveText("3", { timeout: 2_000 });
    // Succeeded, errors, rejected, credits.
    await expect(row.getByRole("cell").nth(3)).toHaveText("1");
    await expect(row.getByRole("cell").nth(4)).toHaveText("2");
  }).toPass();
  const zone = await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  await expect(page.getByText(`in the time zone ${zone}`)).toBeVisible();
  await expect(page.getByRole("table", { name: "Rejected requests by reason" })).toContainText(
    "Total quota reached quota_total",
  );

  for (const range of ["7 d", "30 d"]) {
    await page
      .getByRole("navigation", { name: "Range" })
      .getByRole("link", { name: range })
      .click();
    await expect(byKey.getByRole("row").filter({ hasText: "counted" })).toContainText("3");
  }
  const requests = page.getByRole("region", { name: "Requests", exact: true });
  await requests.getByRole("button", { name: "Show table" }).click();
  const table = requests.getByRole("table", { name: "Requests over time by outcome" });
  await expect(table.getByRole("row").last()).toContainText("3");

  const { from, to } = await page.evaluate(() => {
    const day = (ago: number) =>
      new Intl.DateTimeFormat("en-CA").format(new Date(Date.now() - ago * 86_400_000));
    return { from: day(3), to: day(0) };
  });
  await page.getByLabel("From", { exact: true }).fill(from);
  await page.getByLabel("To", { exact: true }).fill(to);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`from=${from}&to=${to}`));
  await expect(byKey.getByRole("row").filter({ hasText: "counted" })).toContainText("3");

  await page.goto(`/dashboard/usage?from=${to}&to=${from}`);
  const first = page.getByLabel("From", { exact: true });
  await expect(first).toHaveAccessibleDescription(/make no range/);
  await expect(first).toHaveValue(to);
  await expect(page.getByLabel("To", { exact: true })).toHaveValue(from);
});
