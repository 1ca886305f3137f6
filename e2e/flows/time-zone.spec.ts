import { expect, test } from "../owner";

const LOGS = "/dashboard/keys/logs";
const DAY_MS = 86_400_000;

test.use({ timezoneId: "Asia/Tokyo" });

test("times are in the reader's zone from the server on, with no correction in the browser", async ({
  owner,
}) => {
  const { page } = owner;
  const key = await owner.createKeyByForm("far-east", { Expires: "2090-12-31" });
  await owner.expectAnswer(key.secret, 200);
  const rows = page.getByRole("table", { name: "Requests" }).getByRole("row");
  await expect(async () => {
    await page.goto(LOGS);
    await expect(rows).toHaveCount(2, { timeout: 2_000 });
  }).toPass();
  await expect(page.getByText("in the time zone Asia/Tokyo")).toBeVisible();

  // As it was sent, before any script of the page.
  const sent = async (path: string) => (await page.request.get(path)).text();
  expect(await sent(LOGS)).toMatch(/<time [^>]*title="[\d-]+ [\d:]+ GMT\+9"/);
  await page.goto(`/dashboard/keys/${key.id}`);
  await page.getByLabel("Expires", { exact: true }).fill("2091-01-31");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("2091-01-31 23:59:59 GMT+9").last()).toBeVisible();
  const changes = page.getByRole("region", { name: "Changes" });
  await expect(changes).toContainText(
    "expiry: 2090-12-31 23:59:59 GMT+9 → 2091-01-31 23:59:59 GMT+9",
  );
  for (const path of [LOGS, `/dashboard/keys/${key.id}`]) {
    expect(await sent(path)).not.toMatch(/\d UTC\b/);
  }
});

test("a page that was sent before midnight and is taken over after it is the same page", async ({
  owner,
}) => {
  const { page } = owner;
  const key = await owner.createKey("night-owl");
  await owner.expectAnswer(key.secret, 200);
  await expect(async () => {
    const log = await page.request.get(LOGS);
    expect(await log.text()).toContain("/api/v1/echo");
  }).toPass();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.clock.setFixedTime(Date.now() + DAY_MS);
  for (const path of [LOGS, "/dashboard/keys", `/dashboard/keys/${key.id}`, "/dashboard/usage"]) {
    await page.goto(path);
    if (path === LOGS) {
      // With its day, which is not the browser's: React has taken over.
      const time = page.getByRole("table", { name: "Requests" }).getByRole("time");
      await expect(time).toHaveText(/^\d{4}-\d\d-\d\d \d\d:/);
    }
    await page.getByRole("main").click({ position: { x: 1, y: 1 } });
    await page.waitForLoadState("networkidle");
    expect(errors, path).toEqual([]);
  }
});
