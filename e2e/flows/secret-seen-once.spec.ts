import type { Locator, Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { openWhole } from "../axe";
import { PAGES_FOR_OWNERS } from "../every-page";
import { expect, type Owner, test } from "../owner";
import { type Needles, needlesOf, traces, Traffic } from "../traces";

/** Shown: in the dialog, and so on the page. What is looked for below can be found. */
async function expectShown(page: Page, secret: Needles): Promise<void> {
  const name = Object.keys(secret)[0]!;
  expect(await traces(page, secret)).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`${name} in the page's markup`),
      expect.stringContaining(`${name} in what scripts have on the page's nodes`),
    ]),
  );
}

/** Closes the dialog and looks at every page of the dashboard: as it is led to, and as it is loaded anew. */
async function expectNowhere(
  owner: Owner,
  { secret, dialog, pages }: { secret: Needles; dialog: Locator; pages: readonly string[] },
): Promise<void> {
  const { page } = owner;
  const traffic = new Traffic(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  // React keeps what a part was before until it is drawn once more.
  await expect.poll(() => traces(page, secret), { message: "after the dialog" }).toEqual([]);

  const nav = page.getByRole("navigation", { name: "Dashboard" });
  for (const name of ["Usage", "Request logs", "Settings", "API keys"]) {
    await nav.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await traces(page, secret)).toEqual([]);
  }
  for (let i = 0; i < 4; i++) {
    await page.goBack();
    // Where the flow began.
    if (page.url() === "about:blank") break;
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await traces(page, secret)).toEqual([]);
  }
  for (const path of pages) {
    await openWhole(page, path);
    expect(await traces(page, secret)).toEqual([]);
  }
  expect(traffic.size).toBeGreaterThan(pages.length);
  expect(await traffic.traces(secret)).toEqual([]);
  traffic.stop();
}

const copyDialog = (page: Page) => page.getByRole("dialog", { name: "Copy your key now" });

async function secretIn(dialog: Locator): Promise<string> {
  const secret = await dialog.getByLabel("API key").inputValue();
  expect(secret).toMatch(/^[a-z0-9_]+_[0-9A-Za-z]{46}$/);
  return secret;
}

/** The pages of a key, beside those of every owner. */
const pagesWith = (...keyIds: string[]) => [
  ...PAGES_FOR_OWNERS,
  "/dashboard",
  "/dashboard/keys/review",
  "/dashboard/keys/logs?live=1",
  ...keyIds.flatMap((id) => [
    `/dashboard/keys/${id}`,
    `/dashboard/keys/${id}/rotate`,
    `/dashboard/keys/logs?key=${id}`,
  ]),
];

test("a new key's secret is nowhere once its dialog is closed, nor is its hash", async ({
  owner,
}) => {
  const { page } = owner;
  await page.goto("/dashboard/keys/new");
  await page.getByLabel("Alias", { exact: true }).fill("seen-once");
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = copyDialog(page);
  const secret = await secretIn(dialog);
  const needles = needlesOf("the secret", secret);
  await expectShown(page, needles);
  // It is in use, and shown as such.
  await owner.expectAnswer(secret, 200);
  const id = await idOf(owner, "seen-once");
  await expectNowhere(owner, { secret: needles, dialog, pages: pagesWith(id) });
});

/** Read beside the page, which is not to be left. */
async function idOf({ page }: Owner, alias: string): Promise<string> {
  const text = await (await page.request.get("/dashboard/keys")).text();
  const link = new RegExp(`/dashboard/keys/([0-9a-f-]{36})"[^>]*>(?:<[^>]+>)*${alias}`);
  return link.exec(text)![1]!;
}

test("a replacement's secret is nowhere once its dialog is closed, nor is the old key's", async ({
  owner,
}) => {
  const { page } = owner;
  const old = await owner.createKey("before");
  await page.goto(`/dashboard/keys/${old.id}/rotate`);
  await page.getByLabel("Alias", { exact: true }).fill("after");
  await page.getByRole("button", { name: "Create the replacement" }).click();
  const dialog = copyDialog(page);
  const needles = needlesOf("the replacement's secret", await secretIn(dialog));
  await expectShown(page, needles);
  const id = await idOf(owner, "after");
  const secret = { ...needles, ...needlesOf("the old key's secret", old.secret) };
  await expectNowhere(owner, { secret, dialog, pages: pagesWith(old.id, id) });
});

test("recovery codes and an authenticator's secret are nowhere once they were shown", async ({
  owner,
}) => {
  const { page } = owner;
  await page.goto("/dashboard/settings");
  await page.getByRole("button", { name: "Set up two-factor" }).click();
  const setUp = page.getByRole("dialog", { name: "Set up two-factor" });
  const shown = setUp.getByRole("group", { name: "Or type in this secret" }).locator("code");
  // It stands in groups, to be typed.
  const base32 = (await shown.innerText()).replace(/\s/g, "");
  const totp = new TOTP({ secret: Secret.fromBase32(base32) });
  await setUp.getByLabel("Code", { exact: true }).fill(totp.generate());
  await setUp.getByRole("button", { name: "Switch on" }).click();
  const dialog = page.getByRole("dialog", { name: "Keep your recovery codes" });
  await expect(dialog.getByRole("listitem")).toHaveCount(10);
  const codes = await dialog.getByRole("listitem").allTextContents();
  const needles: Needles = {};
  codes.forEach((code, i) => {
    Object.assign(needles, needlesOf(`recovery code ${i + 1}`, code));
    Object.assign(needles, needlesOf(`the letters of code ${i + 1}`, code.replaceAll("-", "")));
  });
  await expectShown(page, needles);
  Object.assign(needles, needlesOf("the authenticator's secret", base32));
  await expectNowhere(owner, { secret: needles, dialog, pages: pagesWith() });
});
