import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, type NewKey, type Owner, test } from "../owner";

const LOGS = "/dashboard/keys/logs";

const rowsOf = (page: Page) =>
  page.getByRole("table", { name: "Requests" }).getByRole("row").filter({ hasText: "/api/v1/" });

/** A key whose daily quota is two, and four requests with it: 200, 404, 200, 401. */
async function withTraffic(owner: Owner): Promise<NewKey> {
  const key = await owner.createKey("capped", { "Daily quota": "2" });
  await owner.expectAnswer(key.secret, 200);
  await owner.call(key.secret, "/api/v1/nowhere");
  await owner.expectAnswer(key.secret, 200);
  await owner.expectAnswer(key.secret, 401, "Rate limit exceeded: quota daily");
  await expect(async () => {
    await owner.page.goto(LOGS);
    await expect(rowsOf(owner.page)).toHaveCount(4, { timeout: 2_000 });
  }).toPass();
  return key;
}

test("filters are in the URL, narrow the log, and are cleared one by one", async ({ owner }) => {
  const { page } = owner;
  await withTraffic(owner);
  await page.getByLabel("Key", { exact: true }).click();
  await page.getByRole("option", { name: "capped" }).click();
  await expect(page).toHaveURL(/[?&]key=capped/);
  await page.getByLabel("Status", { exact: true }).click();
  await page.getByRole("option", { name: "4xx" }).click();
  await expect(page).toHaveURL(/[?&]status=4xx/);
  await expect(rowsOf(page)).toHaveCount(2);
  await page.getByRole("button", { name: "More filters" }).click();
  await page.getByLabel("Path", { exact: true }).fill("nowhere");
  await page.getByLabel("Path", { exact: true }).press("Enter");
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(page.getByLabel("Path", { exact: true })).toBeFocused();

  // The address alone brings the same view back.
  await page.goto(page.url());
  await expect(rowsOf(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Clear Path filter" }).click();
  await expect(rowsOf(page)).toHaveCount(2);
  await expect(page).not.toHaveURL(/path=/);
  await page.getByLabel("IP", { exact: true }).fill("203.0.113.99");
  await page.getByLabel("IP", { exact: true }).press("Enter");
  await expect(page.getByText("No requests match")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(rowsOf(page)).toHaveCount(4);

  // An address that is typed in part is the network that it begins.
  await page.getByLabel("IP", { exact: true }).fill("203.0.113");
  await page.getByLabel("IP", { exact: true }).press("Enter");
  await expect(page.getByText("No requests match")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(rowsOf(page)).toHaveCount(4);

  // A moment is taken on Enter, and goes with the address when one goes back.
  for (const [label, moment] of [
    ["From", "2090-01-01T00:00"],
    ["To", "2020-01-01T00:00"],
  ] as const) {
    const field = page.getByLabel(label, { exact: true });
    await field.fill(moment);
    await field.press("Enter");
    await expect(page).toHaveURL(new RegExp(`${label.toLowerCase()}=`));
    await expect(page.getByText("No requests match")).toBeVisible();
    await expect(field).toBeFocused();
    await page.goBack();
    await expect(rowsOf(page)).toHaveCount(4);
    await expect(page.getByLabel(label, { exact: true })).toHaveValue("");
  }
  // Where people look for it.
  await page.goto("/dashboard/logs?status=4xx");
  await expect(page).toHaveURL(/\/dashboard\/keys\/logs\?status=4xx/);
});

test("Next and Previous lead through the log, and a live log shows a request as it comes", async ({
  owner,
}) => {
  const { page } = owner;
  const key = await owner.createKey("busy");
  // The plan's limit per second rejects most of these: rejected requests are logged too.
  await Promise.all(Array.from({ length: 60 }, () => owner.call(key.secret)));
  await expect(async () => {
    await page.goto(LOGS);
    // Rows may come a moment after their answers: then there is nothing yet to lead to.
    await page.getByRole("button", { name: "Next" }).click({ timeout: 2_000 });
    await expect(rowsOf(page)).toHaveCount(10, { timeout: 5_000 });
  }).toPass();
  await expect(page.getByRole("button", { name: "Next" })).toBeDisabled();
  const previous = page.getByRole("button", { name: "Previous" });
  await previous.press("Enter");
  await expect(rowsOf(page)).toHaveCount(50);
  await expect(previous).toBeDisabled();
  await expect(previous).toBeFocused();

  await page.goto(`${LOGS}?path=nowhere`);
  await page.getByRole("button", { name: "Live" }).click();
  await expect(page).toHaveURL(/[?&]live=1/);
  await expect(page.getByText("Waiting for requests.")).toBeVisible();
  await owner.call(key.secret);
  await owner.call(key.secret, "/api/v1/nowhere");
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(page.getByText("1 new.")).toBeVisible();

  // It says so when the server does not answer, and goes on when it does.
  await page.route("**/keys/logs/tail**", (route) => route.abort());
  await expect(page.getByText("The server did not answer.")).toBeVisible();
  await page.unroute("**/keys/logs/tail**");
  await owner.call(key.secret, "/api/v1/nowhere");
  await expect(rowsOf(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Live" }).click();
  await expect(page).not.toHaveURL(/live=/);
});

test("a request opens by keyboard, explains its rejection, and can be linked to", async ({
  owner,
}) => {
  const { page } = owner;
  const key = await withTraffic(owner);
  await page.goto(`${LOGS}?code=quota_daily`);
  const opener = rowsOf(page).getByRole("button");
  await opener.focus();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog");
  await expect(sheet).toContainText("The daily quota was reached. 2 of 2 in the 24 hours before.");
  await expect(sheet).toContainText("Next capacity");
  const step = (name: string) => sheet.getByRole("listitem").filter({ hasText: name });
  await expect(step("plan limit per minute")).toContainText("passed");
  await expect(step("daily quota")).toContainText("failed");
  await expect(step("daily quota")).toContainText("2 of 2");
  await expect(sheet.getByRole("link", { name: "About quota_daily" })).toHaveAttribute(
    "href",
    "/docs/error-handling#quota_daily",
  );
  await expect(sheet.getByRole("link", { name: "raise it in the key's settings" })).toHaveAttribute(
    "href",
    `/dashboard/keys/${key.id}#quota-fields`,
  );
  await expect(page).toHaveURL(/[?&]open=[0-9a-f-]{36}/);
  const id = new URL(page.url()).searchParams.get("open")!;
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(opener).toBeFocused();

  // Also where the page that it is on does not show it.
  await page.goto(`${LOGS}?status=2xx&open=${id}`);
  await expect(sheet).toContainText(id);
  await page.goto(`${LOGS}?open=0199aaaa-0000-7000-8000-000000000001`);
  await expect(sheet).toContainText("No such request");
});

test("an export holds what is filtered, for its owner alone", async ({ owner, browser }) => {
  const { page } = owner;
  await withTraffic(owner);
  await page.goto(`${LOGS}?status=2xx`);
  const download = async (name: RegExp) => {
    const started = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name }).click();
    const file = await started;
    const text = await readFile(await file.path(), "utf8");
    return { name: file.suggestedFilename(), lines: text.trimEnd().split(/\r?\n/) };
  };
  const csv = await download(/^CSV/);
  expect(csv.name).toMatch(/^latchkey-requests-[\dTZ-]+\.csv$/);
  expect(csv.lines).toHaveLength(3);
  expect(csv.lines[0]).toMatch(/^time,request_id,key,/);
  for (const line of csv.lines.slice(1)) {
    expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,.*,\/api\/v1\/echo,200,/);
  }
  const ndjson = await download(/^NDJSON/);
  expect(ndjson.name).toMatch(/\.ndjson$/);
  expect(ndjson.lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ key: "capped", status: 200 }),
    expect.objectContaining({ key: "capped", status: 200 }),
  ]);

  const nobody = await browser.newContext();
  for (const path of ["tail", "export", "key-names"]) {
    const answer = await nobody.request.get(`${LOGS}/${path}`);
    expect(answer.status(), path).toBe(401);
    expect(await answer.text()).not.toContain("capped");
  }
  await nobody.close();
});

test("before the first request the line to send one is the same everywhere, and can be copied", async ({
  owner,
  context,
}) => {
  const { page } = owner;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied: string[] = [];
  for (const path of ["/dashboard/keys", LOGS]) {
    await page.goto(path);
    await page.getByRole("button", { name: "Copy the request" }).click();
    await expect(page.getByText("It is on the clipboard.")).toBeAttached();
    copied.push(await page.evaluate(() => navigator.clipboard.readText()));
  }
  const { origin } = new URL(page.url());
  const line = `curl -H "X-API-Key: $LATCHKEY_KEY" ${origin}/api/v1/echo`;
  expect(copied).toEqual([line, line]);
});

test("a log that ends before it begins says so at the field, and in place of rows", async ({
  owner,
}) => {
  const { page } = owner;
  await page.goto(`${LOGS}?from=2026-05-02T10:00:00Z&to=2026-05-01T10:00:00Z`);
  const to = page.getByLabel("To", { exact: true });
  await expect(to).toHaveAccessibleDescription("Choose a moment after “From”.");
  await expect(page.getByText("“To” is not after “From”")).toBeVisible();
  await to.fill("2026-05-03T10:00");
  await to.blur();
  await expect(page.getByText("No requests match")).toBeVisible();
  await expect(to).toHaveAccessibleDescription("");
});
