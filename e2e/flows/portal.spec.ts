import { randomUUID } from "node:crypto";
import { type Browser, expect, type Page, test as base } from "@playwright/test";
import { builtActions } from "@/test/processes/built-actions";
import { expectAccessible } from "../axe";
import { type HostApp, startHostApp } from "../host-app";
import { IS_ELSEWHERE } from "../own-server";

const test = base.extend<object, { host: HostApp }>({
  host: [
    async ({}, use) => {
      const host = await startHostApp();
      await use(host);
      await host.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ host }, use) => use(host.latchkey.origin),
});
test.skip(IS_ELSEWHERE, "it is about a server of its own");

interface Key {
  id: string;
  secret: string;
}

async function makeCustomer({ manage, latchkey }: HostApp) {
  const externalId = `customer-${randomUUID()}`;
  const body = { name: externalId, externalId, plan: "pro" };
  const { id } = await manage<{ id: string }>("POST", "/accounts", body);
  const alias = `key of ${externalId}`;
  const key = await manage<Key>("POST", `/accounts/${id}/keys`, { alias });
  await fetch(`${latchkey.origin}/api/v1/echo`, { headers: { "X-API-Key": key.secret } });
  return { id, externalId, alias, key };
}

const linkFor = async ({ manage, origin }: HostApp, accountId: string) => {
  const body = { accountId, returnUrl: `${origin}/` };
  return (await manage<{ url: string }>("POST", "/portal-sessions", body)).url;
};

/** As a person does: signs in to the app, and presses its button. */
async function comeFromApp(page: Page, { origin }: HostApp, customer: string) {
  await page.goto(origin);
  await page.getByLabel("Customer").fill(customer);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "API keys" }).click();
  await page.waitForURL(/\/dashboard\/keys$/);
}

async function elsewhere(browser: Browser, options = {}): Promise<Page> {
  return (await browser.newContext(options)).newPage();
}

test("a customer of an app comes to their keys by its button, without settings, and goes back", async ({
  page,
  host,
}) => {
  test.slow();
  const customer = await makeCustomer(host);
  const other = await makeCustomer(host);
  await comeFromApp(page, host, customer.externalId);
  await expect(page.getByRole("link", { name: customer.alias, exact: true })).toBeVisible();
  await expectAccessible(page, "keys of a portal visitor");
  const navigation = page.getByRole("navigation", { name: "Dashboard" });
  await expect(navigation.getByRole("link", { name: "API keys" })).toBeVisible();
  await expect(navigation.getByRole("link", { name: /Settings|Audit/ })).toHaveCount(0);

  for (const path of [
    "/dashboard/settings",
    "/dashboard/audit",
    "/dashboard/audit/export",
    "/dashboard/keys/review",
    "/operate",
    `/dashboard/keys/${other.key.id}`,
  ]) {
    expect([path, (await page.goto(path))?.status()]).toEqual([path, 404]);
  }
  await page.goto("/confirm-address?token=nothing");
  await expect(page).toHaveURL(/\/sign-in\?/);

  await page.goto("/dashboard/keys/logs");
  await expect(page.getByRole("row", { name: /GET \/api\/v1\/echo/ })).toBeVisible();
  expect((await page.goto("/dashboard/usage"))?.status()).toBe(200);
  expect((await page.goto(`/dashboard/keys/${customer.key.id}`))?.status()).toBe(200);

  await page.goto("/dashboard/keys/new");
  await page.getByLabel("Alias", { exact: true }).fill("made in the portal");
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog", { name: "Copy your key now" });
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.goto("/dashboard/keys");
  await page.getByRole("link", { name: "made in the portal", exact: true }).click();
  await expect(page.getByText("a portal visitor (token “e2e”)")).toBeVisible();

  // What is about people is refused, whoever posts to it.
  const forPeople = builtActions().filter(({ name }) =>
    /actions\/(account|operate)\.ts#|#reviewKeysAction/.test(name),
  );
  expect(forPeople.length).toBeGreaterThan(12);
  for (const { id, name, page: pageOf } of forPeople) {
    const answer = await page.request.post(pageOf(customer.key.id), {
      headers: {
        Accept: "text/x-component",
        "Content-Type": "text/plain;charset=UTF-8",
        "Next-Action": id,
        Origin: host.latchkey.origin,
      },
      data: JSON.stringify([{}]),
    });
    expect([name, await answer.text()]).toEqual([
      name,
      expect.stringContaining("Only people with a sign-in of their own"),
    ]);
  }

  await page.goto("/dashboard/keys");
  await page.getByRole("link", { name: `Back to ${new URL(host.origin).host}` }).click();
  await expect(page.getByRole("heading", { name: `Hello, ${customer.externalId}` })).toBeVisible();
});

test("a link works once, and neither previews, prefetches nor a page that is only looked at use it up", async ({
  page,
  host,
  browser,
}) => {
  const { id, alias } = await makeCustomer(host);
  const url = await linkFor(host, id);
  expect(new URL(url).origin).toBe(host.latchkey.origin);
  for (const method of ["GET", "HEAD"]) {
    const looked = await page.request.fetch(url, { method });
    expect([looked.status(), looked.headers()["referrer-policy"]]).toEqual([200, "no-referrer"]);
    expect(looked.headers()["cache-control"]).toContain("no-store");
    expect(looked.headers()["set-cookie"]).toBeUndefined();
  }
  const referers: string[] = [];
  page.on("request", (request) => referers.push(request.headers().referer ?? ""));
  await page.goto(url);
  await page.waitForURL(/\/dashboard\/keys$/);
  await expect(page.getByRole("link", { name: alias, exact: true })).toBeVisible();
  const secret = url.split("/").at(-1)!;
  expect(referers.length).toBeGreaterThan(3);
  expect(referers.filter((referer) => referer.includes("/portal"))).toEqual([]);

  const second = await elsewhere(browser);
  await second.goto(url);
  await expect(
    second.getByRole("heading", { name: "This link does not work any more" }),
  ).toBeVisible();
  await expectAccessible(second, "a link that was used");
  await second.goto(`${host.latchkey.origin}/dashboard/keys`);
  await expect(second).toHaveURL(/\/sign-in/);
  await second.context().close();
  // On its most talkative level.
  expect(host.latchkey.printed()).toContain("portal.open");
  expect(host.latchkey.printed()).not.toContain(secret);
});

test("without scripts a button opens the link", async ({ host, browser }) => {
  const { id, alias } = await makeCustomer(host);
  const page = await elsewhere(browser, { javaScriptEnabled: false });
  await page.goto(await linkFor(host, id));
  await page.getByRole("button", { name: "Open" }).click();
  await expect(page).toHaveURL(/\/dashboard\/keys$/);
  // What is streamed stays hidden without scripts; it is there.
  await expect(page.getByText(alias).first()).toBeAttached();
  await page.context().close();
});

test("a visit ends with a suspension, and with signing out, and leads back to the app", async ({
  page,
  host,
}) => {
  const { id, externalId } = await makeCustomer(host);
  await comeFromApp(page, host, externalId);
  await host.manage("PATCH", `/accounts/${id}`, { suspended: true });
  await page.goto("/dashboard/keys");
  await expect(page.getByRole("heading", { name: "Your visit has ended" })).toBeVisible();
  await page.getByRole("link", { name: `Back to ${new URL(host.origin).host}` }).click();
  await expect(page).toHaveURL(`${host.origin}/`);
  // While it is suspended, the app is told so.
  await page.getByRole("button", { name: "API keys" }).click();
  await expect(page.getByRole("heading", { name: /cannot be opened/ })).toBeVisible();

  await host.manage("PATCH", `/accounts/${id}`, { suspended: false });
  await page.goto(host.origin);
  await page.getByRole("button", { name: "API keys" }).click();
  await page.waitForURL(/\/dashboard\/keys$/);
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await expect(page).toHaveURL(`${host.origin}/`);
  await page.goto("/dashboard/keys");
  await expect(page).toHaveURL(/\/sign-in/);
});
