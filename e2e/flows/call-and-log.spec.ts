import { expect, test } from "../owner";

test("a request is in the log when its answer has come", async ({ owner }) => {
  const { page } = owner;
  const key = await owner.createKey("caller");
  const answer = await page.request.get("/api/v1/echo?secret=in-query", {
    headers: { Authorization: `Bearer ${key.secret}` },
  });
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toMatchObject({
    method: "GET",
    path: "/api/v1/echo",
    caller: { key: { id: key.id, alias: "caller" } },
  });
  expect(answer.headers()["x-request-id"]).toBeTruthy();
  expect(answer.headers()["ratelimit-policy"]).toContain('"second"');

  await expect(async () => {
    await page.goto("/dashboard/keys/logs");
    const row = page.getByRole("row").filter({ hasText: "/api/v1/echo" });
    await expect(row).toHaveCount(1, { timeout: 3_000 });
    await expect(row).toContainText("caller");
    await expect(row).toContainText("GET");
    await expect(row).toContainText("200");
  }).toPass();
  await expect(page.getByText("in-query")).toHaveCount(0);
  for (const name of ["Time", "Key", "Endpoint", "Status", "Duration", "IP", "Credits"]) {
    await expect(page.getByRole("columnheader", { name }).first()).toBeVisible();
  }
});

test("a request without a key, or with one that does not exist, is told so", async ({ owner }) => {
  await owner.expectAnswer("", 401, "Invalid API Key");
  await owner.expectAnswer("lk_nonsense", 401, "Invalid API Key");
});

test("a key whose total quota is reached is refused until the quota is raised", async ({
  owner,
}) => {
  const { page } = owner;
  const key = await owner.createKey("capped", { "Total quota": "2" });
  await owner.expectAnswer(key.secret, 200);
  await owner.expectAnswer(key.secret, 200);
  await owner.expectAnswer(key.secret, 401, "Rate limit exceeded: quota total");

  // The key can still be asked about itself.
  const usage = await owner.call(key.secret, "/api/v1/usage");
  expect(usage.status()).toBe(200);
  expect(await usage.json()).toMatchObject({
    quotas: { total: { limit: 2, used: 2, remaining: 0, resetsAt: null } },
  });

  await page.goto(`/dashboard/keys/${key.id}`);
  await page.getByLabel("Total quota", { exact: true }).fill("3");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(async () => owner.expectAnswer(key.secret, 200)).toPass();
  await owner.expectAnswer(key.secret, 401, "Rate limit exceeded: quota total");
});
