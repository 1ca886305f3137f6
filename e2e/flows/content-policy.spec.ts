import type { Page } from "@playwright/test";
import { openWhole } from "../axe";
import { PAGES_FOR_ALL, PAGES_FOR_OPERATORS, PAGES_FOR_OWNERS } from "../every-page";
import { expect, test } from "../owner";
import { IS_ELSEWHERE, makeOperator } from "../own-server";
import { expectAlive, violationsOf } from "../policy";

const FOR_ALL = [...PAGES_FOR_ALL, "/sign-in?error=CredentialsSignin"];
const FOR_OWNERS = [
  ...PAGES_FOR_OWNERS,
  "/dashboard",
  "/dashboard/keys/logs?live=1",
  "/dashboard/usage?range=30d",
];

/** What a page says of itself, of which nothing lets text become code. */
async function expectStrict(page: Page, path: string): Promise<void> {
  const answer = await page.request.get(path, { maxRedirects: 0 });
  const headers = answer.headers();
  expect(headers["x-content-type-options"], path).toBe("nosniff");
  const scripts = /script-src ([^;]*)/.exec(headers["content-security-policy"] ?? "")?.[1];
  expect(scripts, path).toMatch(/^'self'( '(nonce-[\w+/=]+|sha256-[\w+/=]+)')+$/);
}

test("pages for all break nothing of their policy, static ones and rendered ones", async ({
  page,
}) => {
  test.slow();
  const violations = await violationsOf(page);
  for (const path of FOR_ALL) {
    await openWhole(page, path);
    await expectAlive(page);
    await expectStrict(page, path);
  }
  for (const path of ["/no/such/page", "/docs/none", "/api/none"]) {
    await openWhole(page, path, { status: 404 });
    await expectAlive(page);
    await expectStrict(page, path);
  }
  // From a page of the build to one that is rendered, without loading anew.
  await page.goto("/docs/introduction");
  await page.getByRole("link", { name: "Glossary" }).first().click();
  await page.waitForURL(/glossary/);
  expect(violations).toEqual([]);
});

test("an owner's pages break nothing of their policy, nor what opens over them", async ({
  owner,
}) => {
  test.slow();
  const { page } = owner;
  const violations = await violationsOf(page);
  // With its dialog, which shows the secret once and copies it.
  const key = await owner.createKey("watched", { "Daily quota": "10", "Total quota": "100" });
  await owner.expectAnswer(key.secret, 200);
  const ofKey = `/dashboard/keys/${key.id}`;
  const paths = [...FOR_OWNERS, ofKey, `${ofKey}/rotate`];
  for (const path of paths) {
    await openWhole(page, path);
    await expectAlive(page);
    if (path !== "/dashboard") await expectStrict(page, path);
  }
  await openWhole(page, "/dashboard/keys/01900000-0000-7000-8000-000000000000", { status: 404 });

  await openWhole(page, "/dashboard/keys");
  await page.getByRole("button", { name: "Actions" }).first().click();
  await page.getByRole("menuitem", { name: "Deactivate" }).click();
  await page.getByRole("cell", { name: "Inactive" }).first().waitFor();
  await page.keyboard.press("Control+k");
  await page
    .getByRole("dialog")
    .getByRole("option", { name: /watched/ })
    .waitFor();
  await page.keyboard.press("Escape");

  await page.setViewportSize({ width: 390, height: 800 });
  await openWhole(page, "/dashboard/usage");
  await expectAlive(page);
  expect(violations).toEqual([]);
});

test("an operator's pages break nothing of their policy", async ({ owner }) => {
  test.skip(IS_ELSEWHERE, "an operator is made in this server's database");
  const { page } = owner;
  const violations = await violationsOf(page);
  await makeOperator(owner.email);
  for (const path of PAGES_FOR_OPERATORS) {
    await openWhole(page, path);
    await expectAlive(page);
    await expectStrict(page, path);
  }
  expect(violations).toEqual([]);
});

test("a script that gets into a page does not run", async ({ page }) => {
  const violations = await violationsOf(page);
  for (const path of ["/sign-in", "/docs/introduction"]) {
    await openWhole(page, path);
    const ran = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "window.injected = true";
      document.body.append(script);
      const button = document.createElement("button");
      button.setAttribute("onclick", "window.injected = true");
      document.body.append(button);
      button.click();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return "injected" in window;
    });
    expect(ran, path).toBe(false);
  }
  expect(violations.length).toBeGreaterThanOrEqual(4);
});
