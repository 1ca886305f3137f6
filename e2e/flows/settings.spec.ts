import type { Browser } from "@playwright/test";
import { expect, Owner, test } from "../owner";

/** The same person at another browser. */
async function elsewhere(browser: Browser, owner: Owner): Promise<Owner> {
  const context = await browser.newContext();
  const other = Object.assign(new Owner(await context.newPage()), {
    email: owner.email,
    password: owner.password,
  });
  await other.signIn();
  await other.page.waitForURL(/\/dashboard/);
  return other;
}

async function expectSignedOut({ page }: Owner) {
  await page.goto("/dashboard/keys");
  await expect(page).toHaveURL(/\/sign-in/);
}

test("one other session can be ended, or all of them; this one stays", async ({
  owner,
  browser,
}) => {
  const { page } = owner;
  const [second, third] = [await elsewhere(browser, owner), await elsewhere(browser, owner)];
  await page.goto("/dashboard/settings");
  const end = page.getByRole("button", { name: /^End the session/ });
  await expect(end).toHaveCount(2);
  // The one used last comes first, after the one that looks.
  await end.first().press("Enter");
  await expect(end).toHaveCount(1);
  // The button is gone, and the focus with it no further than to the heading above.
  const heading = page.getByRole("heading", { name: "Sessions" });
  await expect(heading).toBeFocused();

  await page.getByRole("button", { name: "End all other sessions" }).press("Enter");
  await expect(end).toHaveCount(0);
  await expect(heading).toBeFocused();
  await expectSignedOut(second);
  await expectSignedOut(third);
  await page.reload();
  await expect(page.getByText("this one", { exact: true })).toBeVisible();
  await second.page.context().close();
  await third.page.context().close();
});

test("a new name is kept, and an empty one is refused beside its field", async ({ owner }) => {
  const { page } = owner;
  await page.goto("/dashboard/settings");
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await name.fill("Robin and Sons");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText("The name is saved.")).toBeVisible();
  await page.reload();
  await expect(name).toHaveValue("Robin and Sons");
});

test("a changed password signs in, and leaves the focus on its button", async ({ owner }) => {
  const { page } = owner;
  const next = `${owner.password}-2`;
  await page.goto("/dashboard/settings");
  await page.getByLabel("Current password", { exact: true }).fill(owner.password);
  await page.getByLabel("New password", { exact: true }).fill(next);
  const change = page.getByRole("button", { name: "Change password" });
  await change.press("Enter");
  await expect(page.getByText("The password is changed")).toBeVisible();
  await expect(page.getByLabel("New password", { exact: true })).toHaveValue("");
  await expect(change).toBeFocused();

  await page.context().clearCookies();
  await owner.signIn(next);
  await page.waitForURL(/\/dashboard/);
});
