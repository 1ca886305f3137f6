import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../owner";

/** components/ui/skeleton.tsx: it has no role to be found by, because it says nothing. */
const SKELETON = ".animate-breathe";
const THEMES = ["light", "dark"] as const;
const FOR_ALL = [
  "/",
  "/sign-in",
  "/sign-up",
  "/docs/introduction",
  "/docs/api-keys",
  "/docs/error-handling",
  "/docs/best-practices",
  "/docs/glossary",
  "/docs/api",
];
const FOR_OWNERS = [
  "/dashboard/keys",
  "/dashboard/keys/new",
  "/dashboard/keys/logs",
  "/dashboard/usage",
  "/dashboard/settings",
];

async function expectAccessible(page: Page, path: string, theme: (typeof THEMES)[number]) {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  const answer = await page.goto(path);
  expect(answer?.status(), path).toBe(200);
  await expectNoViolations(page, `${path} in the ${theme} theme`);
}

async function expectNoViolations(page: Page, what: string) {
  // What streams in behind a skeleton is to be looked at too.
  await expect(page.locator(SKELETON)).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  const found = violations.map(({ id, nodes }) => ({
    id,
    where: nodes.map((node) => node.target.join(" ")),
  }));
  expect.soft(found, what).toEqual([]);
}

for (const theme of THEMES) {
  test(`public pages have no accessibility violations, ${theme}`, async ({ page }) => {
    test.slow();
    for (const path of FOR_ALL) await expectAccessible(page, path, theme);
  });

  test(`an owner's pages have no accessibility violations, ${theme}`, async ({ owner }) => {
    test.slow();
    for (const path of FOR_OWNERS) await expectAccessible(owner.page, path, theme);
    const key = await owner.createKey("seen", { "Daily quota": "10", "Total quota": "100" });
    await owner.expectAnswer(key.secret, 200);
    for (const path of [
      "/dashboard/keys",
      `/dashboard/keys/${key.id}`,
      `/dashboard/keys/${key.id}/rotate`,
      "/dashboard/keys/logs",
      "/dashboard/usage",
    ]) {
      await expectAccessible(owner.page, path, theme);
    }
  });

  test(`a key that is created and rotated has no accessibility violations, ${theme}`, async ({
    owner,
  }) => {
    test.slow();
    const { page } = owner;
    const key = await owner.createKey("old", { "Daily quota": "10" });
    await owner.expectAnswer(key.secret, 200);
    const wizard = `/dashboard/keys/${key.id}/rotate`;
    await expectAccessible(page, wizard, theme);
    await page.getByRole("button", { name: "Create the replacement" }).click();
    const dialog = page.getByRole("dialog", { name: "Copy your key now" });
    await expect(dialog.getByText("Waiting for the first request…")).toBeVisible();
    await expectNoViolations(page, `the dialog with the secret in the ${theme} theme`);
    await dialog.getByRole("button", { name: "Done" }).click();
    for (const step of ["deploy", "deactivate"]) {
      await expectAccessible(page, `${wizard}?step=${step}`, theme);
    }
    await page.goto(`/dashboard/keys/${key.id}`);
    await page.getByLabel("Daily quota", { exact: true }).fill("1");
    await expect(page.getByText("It would be reached at once")).toBeVisible();
    await expectNoViolations(page, `a quota that is tried in the ${theme} theme`);
  });
}
