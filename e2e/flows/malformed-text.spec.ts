import { expect, test } from "../owner";

const ROUTES = [
  "/dashboard/keys",
  "/dashboard/keys/logs",
  "/dashboard/keys/logs/key-names",
  "/dashboard/keys/logs/tail",
  "/dashboard/keys/logs/export",
  "/dashboard/usage",
  "/dashboard/audit",
  "/dashboard/audit/export",
  "/sign-in",
  "/docs/glossary",
];

test("a NUL in an address is a bad request on every page and route", async ({ owner }) => {
  for (const route of ROUTES) {
    for (const query of ["q=%00", "category=a%00b", "path=%00", "cursor=%00", "callbackUrl=%00"]) {
      const answer = await owner.page.request.get(`${route}?${query}`, { maxRedirects: 0 });
      expect(answer.status(), answer.url()).toBe(400);
    }
  }
  for (const path of ["/dashboard/keys/%00", "/dashboard/keys/%ff", "/dashboard/keys/%00/rotate"]) {
    expect((await owner.page.request.get(path)).status(), path).toBe(400);
  }
});

test("a NUL that is typed finds nothing and breaks nothing", async ({ owner }) => {
  const { page } = owner;
  await owner.createKey("Findable");
  await page.goto("/dashboard/keys");
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Go to …" });
  const field = palette.getByRole("combobox");
  await field.fill("a\0b");
  await expect(palette).toBeVisible();
  await field.fill("Findable");
  await expect(palette.getByRole("option", { name: /Findable/ })).toBeVisible();
});
