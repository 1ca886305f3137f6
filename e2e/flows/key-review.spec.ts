import { expectAccessible, openWhole } from "../axe";
import { PAGES_FOR_OWNERS } from "../every-page";
import { expect, type NewKey, Owner, test } from "../owner";
import { IS_ELSEWHERE, mailedLink } from "../own-server";
import { violationsOf } from "../policy";

test.skip(IS_ELSEWHERE, "mails can be read of the server alone that the flows start");
// One of the addresses that are nobody's: so many mails an hour are sent for an address.
test.use({ extraHTTPHeaders: { "X-Forwarded-For": "203.0.113.30" } });

const REVIEW = "/dashboard/keys/review";

/** Who reads the mail of an address sets the password of its account anew, and signs in. */
async function resetPassword(owner: Owner): Promise<Owner> {
  const { page, email } = owner;
  await page.goto("/forgot-password");
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await page.goto(await mailedLink(email, "/reset-password"));
  await page.getByLabel("New password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Set password" }).click();
  await page.waitForURL(/\/sign-in\?done=reset/);
  await owner.signIn();
  await page.waitForURL(/\/dashboard/);
  return owner;
}

const notice = ({ page }: Owner) => page.getByRole("link", { name: "Choose which ones stay" });

async function expectInactive(owner: Owner, keys: readonly NewKey[]): Promise<void> {
  for (const { secret } of keys) await owner.expectAnswer(secret, 401, "Inactive API Key");
}

test("keys that a stranger made with an address are off until its owner keeps them", async ({
  owner: stranger,
  browser,
}) => {
  test.slow();
  const keys = [await stranger.createKey("web-prod"), await stranger.createKey("not-mine")];
  const [known, unknown] = keys as [NewKey, NewKey];
  for (const { secret } of keys) await stranger.expectAnswer(secret, 200);

  const context = await browser.newContext();
  const page = await context.newPage();
  const violations = await violationsOf(page);
  const owner = Object.assign(new Owner(page), { email: stranger.email });
  await resetPassword(owner);
  await stranger.page.goto("/dashboard/keys");
  await expect(stranger.page).toHaveURL(/\/sign-in/);
  await expectInactive(owner, keys);

  for (const path of PAGES_FOR_OWNERS.filter((path) => path.startsWith("/dashboard"))) {
    await openWhole(page, path);
    await expect(notice(owner), path).toBeVisible();
  }
  await expectAccessible(page, "a notice about keys to review");
  await notice(owner).click();
  await page.waitForURL(`**${REVIEW}`);
  await expect(notice(owner)).toBeHidden();
  await expect(page.getByText(/They are off until you choose/)).toBeVisible();
  await openWhole(page, REVIEW);
  await expectAccessible(page, REVIEW);

  const keep = page.getByRole("button", { name: `Keep ${known.alias}`, exact: true });
  await keep.press("Enter");
  await expect(keep).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await owner.expectAnswer(known.secret, 200);
  await expectInactive(owner, [unknown]);
  await page.getByRole("button", { name: `Leave off ${unknown.alias}`, exact: true }).click();
  await page.waitForURL("**/dashboard/keys");
  await expect(notice(owner)).toBeHidden();
  await expect(await owner.keyRow(known.alias)).toContainText("active");
  await expect(await owner.keyRow(unknown.alias)).toContainText("inactive");
  await owner.expectAnswer(known.secret, 200);
  await expectInactive(owner, [unknown]);

  // There is nothing left to say.
  await page.goto(REVIEW);
  await expect(page).toHaveURL(/\/dashboard\/keys$/);
  expect(violations).toEqual([]);
  await context.close();
});

test("keys of a confirmed address go on working after a reset, until their owner says otherwise", async ({
  owner,
}) => {
  test.slow();
  const { page } = owner;
  const violations = await violationsOf(page);
  await openWhole(page, await mailedLink(owner.email, "/confirm-address"));
  await expectAccessible(page, "/confirm-address");
  await page.getByRole("button", { name: "Confirm this address" }).click();
  await page.waitForURL("**/dashboard");
  const keys = [await owner.createKey("one"), await owner.createKey("two")];
  const third = await owner.createKey("three");

  await page.context().clearCookies();
  await resetPassword(owner);
  for (const { secret } of [...keys, third]) await owner.expectAnswer(secret, 200);
  await notice(owner).click();
  const switchOff = page.getByRole("button", { name: "Switch off three", exact: true });
  await switchOff.click();
  await expect(switchOff).toBeHidden();
  await expectInactive(owner, [third]);
  await page.getByRole("button", { name: "Keep all 2" }).click();
  await page.waitForURL("**/dashboard/keys");
  await expect(notice(owner)).toBeHidden();
  for (const { secret } of keys) await owner.expectAnswer(secret, 200);
  await expectInactive(owner, [third]);
  expect(violations).toEqual([]);
});
