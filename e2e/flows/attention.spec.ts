import { sql } from "drizzle-orm";
import { writePast } from "@/test/past-requests";
import { expectAccessible, openWhole } from "../axe";
import { type NewKey, type Owner, expect, test } from "../owner";
import { inOwnDatabase, IS_ELSEWHERE } from "../own-server";

const MINUTE_MS = 60_000;
/** For documentation (RFC 5737), and of this flow alone. */
const BLOCKED = "203.0.113.77";

/** Calls so often that so many are judged by the key, and none is refused for coming too soon after the others. */
async function callTimes(owner: Owner, { secret }: NewKey, times: number) {
  for (let i = 0; i < times; i++) {
    await expect.poll(async () => (await owner.call(secret)).status()).not.toBe(429);
  }
}

/** The account's rows in the database, where no flow can make time pass or an endpoint fail. */
async function makeMatters({
  blocked,
  failing,
  expiring,
}: Record<"blocked" | "failing" | "expiring", NewKey>) {
  await inOwnDatabase(async (db) => {
    const [row] = await db.execute<{ account_id: string }>(
      sql`select account_id from api_keys where id = ${blocked.id}`,
    );
    const accountId = row!.account_id;
    const agoMs = 5 * MINUTE_MS;
    const refused = { agoMs, ip: BLOCKED, code: "ip_blocked", status: 403 };
    await writePast(db, { accountId, keyId: blocked.id }, [
      { agoMs, ip: BLOCKED },
      ...Array.from({ length: 9 }, () => refused),
    ]);
    await writePast(
      db,
      { accountId, keyId: failing.id },
      Array.from({ length: 30 }, (_, i) => ({
        ...{ agoMs, path: "/api/v1/report" },
        status: i < 6 ? 500 : 200,
      })),
    );
    await db.execute(sql`
      insert into ip_blocks (ip, until, failures) values (${BLOCKED}, now() + interval '10 minutes', 20)
      on conflict (ip) do update set until = excluded.until, lifted_at = null`);
    await db.execute(sql`
      update api_keys set expires_at = now() + interval '5 days 1 hour' where id = ${expiring.id}`);
  });
}

test("each kind of matter is told once, worst first, with its evidence, and its action leads on", async ({
  owner,
}) => {
  test.slow();
  test.skip(IS_ELSEWHERE, "time passes and endpoints fail in this server's database");
  const { page } = owner;
  const full = await owner.createKey("partner-acme", { "Total quota": "3" });
  const filling = await owner.createKey("web-prod", { "Daily quota": "10" });
  const expiring = await owner.createKey("ci");
  const rotating = await owner.createKey("reports");
  const works = await owner.createKey("works");
  await callTimes(owner, full, 5);
  await callTimes(owner, filling, 9);
  for (const key of [expiring, rotating, works]) await callTimes(owner, key, 1);
  await page.goto(`/dashboard/keys/${rotating.id}/rotate`);
  await page.getByRole("button", { name: "Create the replacement" }).click();
  const secret = page.getByRole("dialog", { name: "Copy your key now" });
  await secret.getByRole("button", { name: "Done" }).click();
  await makeMatters({ blocked: works, failing: works, expiring });

  const matters = page.getByRole("region", { name: "Matters" }).getByRole("listitem");
  // Rows are written a moment after their answers.
  await expect(async () => {
    await page.goto("/dashboard");
    await expect(matters).toHaveText(
      [
        /Refusing.*203\.0\.113\.77.*9 requests refused/,
        /Refusing.*partner-acme.*Total quota reached.*2 requests refused/,
        /Failing.*GET \/api\/v1\/report.*20 % of answers were 5xx/,
        /Soon.*web-prod.*Daily quota 90 % used, full at/,
        /Soon.*ci.*Expires in 5 d, used/,
        /To finish.*reports.*1 caller left/,
      ],
      { timeout: 2_000 },
    );
  }).toPass({ timeout: 30_000 });
  await expect(page.getByText("2 refusing now, 1 failing, 2 soon, 1 to finish")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Today" })).toBeVisible();
  const of = (name: string) => matters.filter({ hasText: name });
  for (const theme of ["light", "dark"] as const) {
    await openWhole(page, "/dashboard", { theme });
    await expectAccessible(page, `what needs attention, ${theme}`);
  }
  for (const width of [1440, 1024, 390, 320]) {
    await page.setViewportSize({ width, height: 900 });
    const overhang = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
    await expect.poll(overhang, `at ${width}`).toBe(0);
  }
  await page.setViewportSize({ width: 1280, height: 900 });

  await of("partner-acme").getByRole("link", { name: "2 requests refused" }).click();
  await expect(page.getByRole("row", { name: /quota total|401/ })).toHaveCount(2);
  await page.goto("/dashboard");
  await of("partner-acme")
    .getByRole("link", { name: /^Raise quota/ })
    .click();
  await expect(page).toHaveURL(new RegExp(`/dashboard/keys/${full.id}#quota-fields$`));
  await page.getByLabel("Total quota", { exact: true }).fill("1000");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("total: 3 → 1,000")).toBeVisible();

  await page.goto("/dashboard");
  await expect(of("partner-acme")).toHaveCount(0);
  await of(BLOCKED)
    .getByRole("button", { name: /^Unblock/ })
    .click();
  await expect(page.getByText(`${BLOCKED} is let through again.`)).toBeVisible();
  await expect(of(BLOCKED)).toHaveCount(0);
  await of("/api/v1/report")
    .getByRole("link", { name: /^See them/ })
    .click();
  await expect(page).toHaveURL(/status=5xx/);
  await expect(page.getByRole("row", { name: /GET \/api\/v1\/report/ })).toHaveCount(6);

  const follow = async (name: string, action: RegExp, url: RegExp) => {
    await page.goto("/dashboard");
    await of(name).getByRole("link", { name: action }).click();
    await expect(page).toHaveURL(url);
  };
  await follow("web-prod", /^What if/, new RegExp(`/keys/${filling.id}#quota-fields$`));
  await follow("ci", /^Rotate/, new RegExp(`/keys/${expiring.id}/rotate$`));
  await follow("reports", /^Continue/, new RegExp(`/keys/${rotating.id}/rotate$`));
});

test("where nothing needs anybody it says so, with the day's figures; the key a leads there", async ({
  owner,
}) => {
  const { page } = owner;
  const key = await owner.createKey("works");
  await callTimes(owner, key, 2);
  await openWhole(page, "/dashboard/keys");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(page.getByRole("heading", { level: 1, name: "Needs attention" })).toBeFocused();
  await expect(page.getByRole("heading", { name: "Nothing needs you" })).toBeVisible();
  await expect(page.getByText("Your active key works.")).toBeVisible();
  await expect(async () => {
    await page.reload();
    const figures = page.getByRole("region", { name: "Today" });
    await expect(figures).toContainText("Requests2", { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await expectAccessible(page, "nothing needs attention");
  await expect(
    page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: "Attention" }),
  ).toHaveAttribute("aria-current", "page");
});
