import { expect, Owner, test } from "../owner";

test("who signs up is in the dashboard, and can sign in again", async ({ page }) => {
  const owner = new Owner(page);
  await owner.signUpByForm();
  const title = page.getByRole("heading", { level: 1, name: "Needs attention" });
  await expect(title).toBeVisible();
  // Who has no key yet is led to the first one.
  await expect(page.getByRole("link", { name: "Create the first key" })).toBeVisible();

  await owner.page.context().clearCookies();
  await owner.page.goto("/dashboard/keys");
  await expect(owner.page).toHaveURL(/\/sign-in/);
  await owner.fillInSignIn();
  await expect(owner.page).toHaveURL(/\/dashboard\/keys$/);

  await owner.page.context().clearCookies();
  await owner.signIn();
  await expect(owner.page).toHaveURL(/\/dashboard$/);
  await expect(title).toBeVisible();
});

test("a wrong password is refused, and does not say whether the account exists", async ({
  owner,
}) => {
  const { page } = owner;
  const complaint = page.getByRole("alert").filter({ hasText: /\S/ });
  await page.context().clearCookies();
  await owner.signIn("not-the-password");
  const aboutKnown = await complaint.first().textContent();
  await expect(page).toHaveURL(/\/sign-in/);

  await page.getByLabel("Email", { exact: true }).fill(`nobody-${owner.email}`);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(complaint.first()).toHaveText(aboutKnown ?? "");
  await page.goto("/dashboard/keys");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("an address that has an account cannot sign up again", async ({ owner, browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto("/sign-up");
  await page.getByLabel("Name", { exact: true }).fill("Someone Else");
  await page.getByLabel("Email", { exact: true }).fill(owner.email.toUpperCase());
  await page.getByLabel("Password", { exact: true }).fill("another-password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText(/already/i).first()).toBeVisible();
  await expect(page).toHaveURL(/\/sign-up/);
  await context.close();
});
