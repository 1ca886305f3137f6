import { type APIRequestContext, type APIResponse, expect, test } from "@playwright/test";
import { Owner } from "../owner";

/** What nobody can go on to, in the forms that browsers and strangers have sent. */
const NOWHERE = [
  "http://%5B",
  "//",
  "http://127.0.0.1:4100.evil.example/",
  "https://evil.example/x",
  "javascript:alert(1)",
  "\0",
  "%",
];

/** Neither a failure of ours, nor a way to somebody else's site. */
async function expectAnswered(answer: APIResponse): Promise<void> {
  expect(answer.status(), answer.url()).toBeLessThan(500);
  const base = new URL(answer.url());
  const { location } = answer.headers();
  if (location) expect(new URL(location, base).origin).toBe(base.origin);
}

const get = (request: APIRequestContext, path: string, headers: Record<string, string> = {}) =>
  request.get(`/api/auth/${path}`, { maxRedirects: 0, headers });

test("whatever is asked of sign-in's endpoints, they do not fail", async ({
  playwright,
  baseURL,
}) => {
  for (const action of ["signin", "signout", "session", "csrf", "providers", "error"]) {
    for (const url of NOWHERE) {
      const request = await playwright.request.newContext({ baseURL });
      await expectAnswered(await get(request, `${action}?callbackUrl=${encodeURIComponent(url)}`));
      // Nothing of it is left in the cookies that came with the answer.
      expect((await get(request, "session")).status()).toBe(200);
      const cookie = `next-auth.callback-url=${encodeURIComponent(url)}`;
      await expectAnswered(await get(request, action, { cookie }));
      await request.dispose();
    }
  }
});

test("codes of errors, methods and bodies that make no sense are refused, not failed at", async ({
  request,
}) => {
  for (const error of ["%0d%0aX", "%00", "%ff", "%E2%80%A8", "x".repeat(3_000)]) {
    await expectAnswered(await get(request, `error?error=${error}`));
    await expectAnswered(await get(request, `signin?error=${error}`));
  }
  expect((await get(request, "callback/credentials")).status()).toBe(405);
  expect((await get(request, "nope")).status()).toBe(404);
  for (const data of ["{", "[1]", '{"callbackUrl":{"a":1}}', '{"csrfToken":{}}', '"x"']) {
    for (const path of ["callback/credentials", "signin/credentials", "signout"]) {
      const headers = { "content-type": "application/json" };
      await expectAnswered(
        await request.post(`/api/auth/${path}`, { data, headers, maxRedirects: 0 }),
      );
    }
  }
});

test("who knows the password signs in, wherever the form says to go on to", async ({
  browser,
  page,
}) => {
  const owner = new Owner(page);
  await owner.signUp();
  const visitor = await browser.newContext();
  for (const callbackUrl of NOWHERE) {
    const { csrfToken } = await (await visitor.request.get("/api/auth/csrf")).json();
    const answer = await visitor.request.post("/api/auth/callback/credentials", {
      form: { csrfToken, callbackUrl, email: owner.email, password: owner.password, json: "true" },
    });
    expect(answer.status()).toBe(200);
    const { url } = await answer.json();
    expect(new URL(url).pathname).toBe("/dashboard");
    expect(new URL(url).origin).toBe(new URL(answer.url()).origin);
  }
  await visitor.close();
});

test("a cookie that is malformed signs nobody out", async ({ page, context, baseURL }) => {
  const owner = new Owner(page);
  await owner.signUp();
  await context.addCookies([
    { name: "next-auth.callback-url", value: "http://%255B", url: baseURL! },
  ]);
  await page.goto("/dashboard/settings");
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
});
