import { expect, test } from "../owner";

test("the dialog of a new key has lines to paste, and turns green with the first request", async ({
  owner,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { page } = owner;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url() + (request.postData() ?? "")));
  await page.goto("/dashboard/keys/new");
  await page.getByRole("button", { name: "Build and test" }).click();
  await expect(page.getByLabel("Daily quota", { exact: true })).toHaveValue("10000");
  await expect(page.getByLabel("Category", { exact: true })).toHaveValue("staging");
  await page.getByLabel("Alias", { exact: true }).fill("first");
  const weekly = page.getByLabel("Weekly quota", { exact: true });
  await weekly.fill("ten");
  await expect(weekly).toHaveAccessibleDescription(/whole number/);
  await weekly.fill("");
  await page.getByRole("button", { name: "Create key" }).click();

  const dialog = page.getByRole("dialog", { name: "Copy your key now" });
  const secret = await dialog.getByLabel("API key").inputValue();
  await dialog.getByRole("button", { name: "Copy" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  for (const name of [".env", "curl", "TypeScript", "Python"]) {
    await dialog.getByRole("tab", { name }).click();
    await expect(dialog.getByRole("group", { name: `Lines for ${name}` })).toContainText(secret);
    await dialog.getByRole("button", { name: `Take the ${name} lines` }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(secret);
  }
  await expect(dialog.getByText("Waiting for the first request…")).toBeVisible();
  await owner.expectAnswer(secret, 200);
  await expect(dialog.getByText(/The first request arrived.*GET \/api\/v1\/echo/)).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { name: "first" })).toBeVisible();
  // Neither in an address nor in anything that was sent, and in no later page.
  expect(asked.filter((url) => url.includes(secret))).toEqual([]);
  expect(await page.content()).not.toContain(secret);
});

test("a key's page says its state and what to do about it, and shows what it did", async ({
  owner,
}) => {
  const { page } = owner;
  const key = await owner.createKey("seen", { "Daily quota": "2" });
  await page.goto(`/dashboard/keys/${key.id}`);
  await expect(page.getByText("has not been used yet")).toBeVisible();
  await expect(page.getByRole("link", { name: "How to send one" })).toBeVisible();

  await owner.expectAnswer(key.secret, 200);
  await owner.expectAnswer(key.secret, 200);
  await owner.expectAnswer(key.secret, 401, "Rate limit exceeded: quota daily");
  await page.goto(`/dashboard/keys/${key.id}?range=7d`);
  await expect(page.getByText(/the daily quota is reached\. Capacity returns in/)).toBeVisible();
  await page.getByRole("link", { name: "Raise the quota" }).press("Enter");
  await expect(page.getByRole("group", { name: "Rolling quotas" })).toBeFocused();
  await expect(page.getByRole("meter", { name: /Last 24 hours/ })).toHaveAttribute(
    "aria-valuenow",
    "2",
  );
  const chart = page.getByRole("table", { name: "Requests over time by outcome" });
  await page.getByRole("button", { name: "Show table" }).click();
  await expect(chart.getByRole("row").last()).toContainText("3");
  await expect(page.getByRole("table", { name: "Top endpoints" })).toContainText(
    "GET /api/v1/echo",
  );
  await expect(page.getByRole("table", { name: "Top addresses" })).toBeVisible();
  await page.getByRole("link", { name: "24 h" }).click();
  await page.waitForURL(/range=24h/);

  await page.getByLabel("Daily quota", { exact: true }).fill("5000");
  const save = page.getByRole("button", { name: "Save changes" });
  await save.press("Enter");
  await expect(page.getByText(/Works\. Last request/)).toBeVisible();
  await expect(page.getByText("daily: 2 → 5,000")).toBeVisible();
  await expect(save).toBeFocused();

  await page.getByRole("button", { name: "Deactivate" }).press("Enter");
  await expect(page.getByText("Requests are rejected: the key was deactivated")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "seen" })).toBeFocused();
  await owner.expectAnswer(key.secret, 401, "Inactive API Key");
  await page.getByRole("button", { name: "Reactivate" }).press("Enter");
  await expect(page.getByText(/Works\. Last request/)).toBeFocused();
  await owner.expectAnswer(key.secret, 200);
  await expect(page.getByText("Not possible: this key has been used")).toBeVisible();

  // A recent request opens.
  await page.goto(`/dashboard/keys/${key.id}`);
  const recent = page.getByRole("region", { name: "Recent requests" });
  await recent
    .getByRole("link", { name: /Open the request GET .*, 200/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/dashboard\/keys\/logs\?key=.*open=/);
  await expect(page.getByRole("dialog").getByText("GET /api/v1/echo").first()).toBeVisible();
});

test("a quota that is being typed is tried on the key's past before it is saved", async ({
  owner,
}) => {
  const { page } = owner;
  const key = await owner.createKey("tried");
  for (let i = 0; i < 3; i++) await owner.expectAnswer(key.secret, 200);
  await page.goto(`/dashboard/keys/${key.id}`);
  const daily = page.getByLabel("Daily quota", { exact: true });
  const said = page.getByText(/With 2 in any 24 hours, 1 of the last 7 days’ 3 .*, all from/);
  // Typed before the page's script has taken over, it would be put back.
  await expect(async () => {
    await daily.fill("2");
    await expect(said).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await expect(page.getByText("It would be reached at once: 3 count now.")).toBeVisible();
  await daily.fill("50");
  await expect(page.getByText(/With 50 in any 24 hours, none of/)).toBeVisible();
  await daily.fill("");
  await expect(page.getByText("would have been rejected")).toHaveCount(0);
  // It only asked.
  await owner.expectAnswer(key.secret, 200);
});
