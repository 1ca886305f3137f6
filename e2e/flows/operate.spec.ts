import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { type AnotherServer, startAnotherServer } from "../another-server";
import { expectAccessible, openWhole, THEMES } from "../axe";
import { expect, Owner, test as base } from "../owner";
import { IS_ELSEWHERE } from "../own-server";

/*
 * On a server of its own: that of all flows trusts this machine as a proxy and blocks nobody.
 */

const FOLDER = path.join(import.meta.dirname, "..", ".artifacts", "pages");
/** As many as block an address by default. */
const FAILURES = 20;

const test = base.extend<object, { server: AnotherServer }>({
  server: [
    async ({}, use) => {
      const server = await startAnotherServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ server }, use) => use(server.origin),
});
test.skip(IS_ELSEWHERE, "it is about a server of its own");

const navigation = (page: Page) => page.getByRole("navigation", { name: "Dashboard" });

/** Keeps the page in every width and theme, for somebody to look at. */
async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  for (const theme of THEMES) {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await openWhole(page, "/operate", { theme });
      const overhang = () =>
        page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
      await expect.poll(overhang, `${name} at ${width}`).toBe(0);
      await page.screenshot({
        path: path.join(FOLDER, `${name}-${width}-${theme}.png`),
        fullPage: true,
      });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await openWhole(page, "/operate");
}

test("an operator sees what is the matter with an instance, and lifts a block", async ({
  owner,
  server,
}) => {
  test.slow();
  const { page } = owner;
  const call = (headers: Record<string, string> = {}) =>
    fetch(`${server.origin}/api/v1/echo`, { headers: { "X-API-Key": "lk_nobody", ...headers } });

  // To an owner there is no such page, and nothing leads to it.
  await openWhole(page, "/operate", { status: 404 });
  await page.goto("/dashboard/keys");
  await expect(navigation(page).getByRole("link", { name: "Operate" })).toHaveCount(0);

  await server.makeOperator(owner.email);
  await page.goto("/dashboard/keys");
  await navigation(page).getByRole("link", { name: "Operate" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Operate" })).toBeVisible();
  const instances = page.getByRole("region", { name: "Instances" });
  await expect(instances.getByText("in touch")).toHaveCount(1);
  await expect(instances.getByText("is not trusted")).toHaveCount(0);
  const blocked = page.getByRole("region", { name: "Blocked addresses" });
  await expect(blocked.getByText("No address is blocked.")).toBeVisible();
  await expect(page.getByText("No authentication has failed.")).toBeVisible();
  await expectAccessible(page, "operate, empty");
  await shoot(page, "operate-empty");

  // Through a proxy that nobody has configured: it is told, without a reload.
  expect((await call({ "X-Forwarded-For": "203.0.113.7" })).status).toBe(401);
  await expect(
    instances.getByText("through a proxy at 127.0.0.1 that is not trusted"),
  ).toBeVisible();

  for (let i = 0; i < FAILURES; i++) await call();
  await expect.poll(async () => (await call()).status).toBe(403);
  const unblock = blocked.getByRole("button", { name: "Unblock 127.0.0.1" });
  await expect(unblock).toBeVisible();
  const failed = page.getByRole("region", { name: "Failed authentications", exact: true });
  await expect(failed.getByRole("row", { name: /^127\.0\.0\.1 2\d/ })).toBeVisible();
  await expectAccessible(page, "operate, full");
  await shoot(page, "operate-full");

  await unblock.click();
  await expect(blocked.getByText("No address is blocked.")).toBeVisible();
  await expect.poll(async () => (await call()).status).toBe(401);
});

test("who is signed out is asked to sign in first, and a stranger's account gets nothing", async ({
  page,
  server,
}) => {
  await page.goto("/operate");
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=%2Foperate$/);
  const stranger = new Owner(page);
  await stranger.signUp();
  const answer = await page.goto(`${server.origin}/operate`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByText("There is nothing here")).toBeVisible();
  await expect(page.getByText("Instances")).toHaveCount(0);
});
