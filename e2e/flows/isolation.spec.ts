import { expect, Owner, test } from "../owner";

test("another account's key does not exist: pages answer 404, lists do not name it", async ({
  owner,
  browser,
}) => {
  const theirs = await owner.createKey("theirs");
  await owner.expectAnswer(theirs.secret, 200);

  const context = await browser.newContext();
  const stranger = new Owner(await context.newPage());
  await stranger.signUp();
  for (const path of [theirs.id, `${theirs.id}/rotate`]) {
    const answer = await stranger.page.goto(`/dashboard/keys/${path}`);
    expect(answer?.status(), path).toBe(404);
    await expect(stranger.page.getByText("theirs", { exact: true })).toHaveCount(0);
  }
  const malformed = await stranger.page.goto("/dashboard/keys/not-an-id");
  expect(malformed?.status()).toBe(404);
  await stranger.page.goto(`/dashboard/keys/logs?key=${theirs.id}`);
  await expect(stranger.page.getByRole("row").filter({ hasText: "/api/v1/echo" })).toHaveCount(0);
  await context.close();
});
