import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "../owner";

test.skip(Boolean(process.env.BASE_URL), "only a server of our own allows other origins");

test("a page at another origin may call with a key, read limits and errors, and sends no cookies", async ({
  owner,
  page,
  baseURL,
}) => {
  const { secret } = await owner.createKey("elsewhere");
  const elsewhere = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end("<!doctype html><title>Elsewhere</title>");
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = elsewhere.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    const told = await page.evaluate(
      async ({ api, key }) => {
        const ask = async (headers: Record<string, string>, method = "GET") => {
          const answer = await fetch(`${api}/api/v1/echo`, { method, headers });
          return {
            status: answer.status,
            limits: answer.headers.get("RateLimit"),
            requestId: answer.headers.get("X-Request-Id"),
            error: answer.headers.get("Latchkey-Error"),
          };
        };
        const withCookies = await fetch(`${api}/api/v1/echo`, {
          headers: { "X-API-Key": key },
          credentials: "include",
        }).then(
          () => "read",
          () => "refused by the browser",
        );
        return {
          right: await ask({ "X-API-Key": key }),
          posted: await ask({ Authorization: `Bearer ${key}` }, "POST"),
          wrong: await ask({ "X-API-Key": "nonsense" }),
          withCookies,
        };
      },
      { api: baseURL!, key: secret },
    );
    expect(told.right).toMatchObject({ status: 200, limits: expect.stringContaining("second") });
    expect(told.right.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(told.posted.status).toBe(200);
    expect(told.wrong).toMatchObject({ status: 401, error: "invalid_key" });
    expect(told.withCookies).toBe("refused by the browser");
  } finally {
    elsewhere.close();
  }
});
