import { expect, test } from "vitest";
import { GET } from "./route";

const ask = (ifNoneMatch?: string) =>
  GET(
    new Request("http://x/api/openapi.json", {
      headers: ifNoneMatch === undefined ? {} : { "If-None-Match": ifNoneMatch },
    }),
  );

test("the document may be kept for a minute, and then is asked for by its tag", async () => {
  const answer = ask();
  expect(answer.headers.get("Cache-Control")).toBe("public, max-age=60");
  expect(await answer.json()).toMatchObject({ openapi: "3.1.0" });
  const tag = answer.headers.get("ETag")!;
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
    const again = ask(known);
    expect([known, again.status, again.headers.get("ETag")]).toEqual([known, 304, tag]);
  }
  expect(ask('"other"').status).toBe(200);
});
