import { mkdir } from "node:fs/promises";
import path from "node:path";
import { openWhole, THEMES } from "../axe";
import { expect, type Owner, test } from "../owner";
import { seededAccount } from "../seeded";

/*
 * What the main pages look like, kept in e2e/.artifacts/pages for somebody to look at. A few in
 * each run; LATCHKEY_SCREENSHOTS=all takes every page at every width in both themes, and
 * LATCHKEY_E2E_DATA_DIR takes them of a seeded account (see e2e/seeded.ts).
 */

const FOLDER = path.join(import.meta.dirname, "..", ".artifacts", "pages");
const ALL = process.env.LATCHKEY_SCREENSHOTS === "all";
const WIDTHS = ALL ? [1440, 1024, 390] : [1440, 390];
const SHOWN_THEMES = ALL ? THEMES : (["light"] as const);

/** An account worth looking at: the seeded one, or a new one with a key or two and some requests. */
async function accountToShow(owner: Owner): Promise<{ keyId: string; rotatingId: string }> {
  const seeded = seededAccount();
  if (seeded) {
    await owner.page.context().clearCookies();
    Object.assign(owner, { email: seeded.email, password: seeded.password });
    await owner.signIn();
    await owner.page.waitForURL(/\/dashboard/);
    return { keyId: seeded.busiestId, rotatingId: seeded.rotatingId };
  }
  const key = await owner.createKey("web-prod", { Category: "production", "Daily quota": "20" });
  await owner.createKey("ci", { Category: "staging" });
  for (let i = 0; i < 3; i++) await owner.expectAnswer(key.secret, 200);
  return { keyId: key.id, rotatingId: key.id };
}

test("the main pages fit every window, and are kept as pictures", async ({ owner }) => {
  test.slow();
  const { page } = owner;
  await mkdir(FOLDER, { recursive: true });
  await page.goto("/dashboard/keys");
  const ofNobody = {
    "keys-of-nobody": "/dashboard/keys",
    "logs-of-nobody": "/dashboard/keys/logs",
  };
  let pages: Record<string, string> = ofNobody;
  const shoot = async () => {
    for (const [name, where] of Object.entries(pages)) {
      for (const theme of SHOWN_THEMES) {
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: width < 768 ? 844 : 900 });
          await openWhole(page, where, { theme });
          // Charts find out a moment later how much room they have.
          const overhang = () =>
            page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
          await expect.poll(overhang, `${where} at ${width}`).toBe(0);
          const file = path.join(FOLDER, `${name}-${width}-${theme}.png`);
          await page.screenshot({ path: file, fullPage: ALL });
        }
      }
    }
  };
  await shoot();
  const { keyId, rotatingId } = await accountToShow(owner);
  pages = {
    keys: "/dashboard/keys",
    key: `/dashboard/keys/${keyId}`,
    rotation: `/dashboard/keys/${rotatingId}/rotate`,
    logs: "/dashboard/keys/logs",
    usage: "/dashboard/usage",
    ...(ALL && { new: "/dashboard/keys/new", settings: "/dashboard/settings", home: "/" }),
  };
  await shoot();
});
