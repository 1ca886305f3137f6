import type { IncomingMessage, ServerResponse } from "node:http";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { inlineScripts } from "./prerendered-scripts";
import { securityHeaders } from "./security-headers";

const prerendered = {
  pages: new Map([["/docs/api keys", ["sha256-page"]]]),
  fallbacks: ["sha256-fallback"],
};

/** What is set for a request, and what Next.js then reads in it. */
function asked(
  url: string,
  headers: Record<string, string> = {},
  options: Partial<Parameters<typeof securityHeaders>[0]> = {},
) {
  const set: Record<string, string> = {};
  const request = { url, headers: { ...headers } } as unknown as IncomingMessage;
  const response = {
    setHeader: (name: string, value: string) => (set[name.toLowerCase()] = value),
  } as unknown as ServerResponse;
  securityHeaders({ prerendered, ...options })(request, response);
  return { set, read: request.headers };
}

const scriptsOf = (policy = "") => /script-src ([^;]*)/.exec(policy)?.[1]?.split(" ").sort() ?? [];

test("a page that is rendered for a request has a nonce, which no other request has", () => {
  const [one, two] = [asked("/dashboard/keys?q=a"), asked("/dashboard/keys?q=a")];
  const nonces = [one, two].map(({ set }) =>
    scriptsOf(set["content-security-policy"]).find((source) => source.startsWith("'nonce-")),
  );
  expect(nonces[0]).toMatch(/^'nonce-[\w+/]{22}=='$/);
  expect(nonces[0]).not.toBe(nonces[1]);
  expect(one.read["content-security-policy"]).toBe(one.set["content-security-policy"]);
  // It may turn out not to be there.
  expect(one.set["content-security-policy"]).toContain("'sha256-fallback'");
});

test("a page of the build runs the scripts that are in it, and no nonce is made for it", () => {
  for (const url of ["/docs/api%20keys", "/docs/api%20keys?from=mail"]) {
    const { set, read } = asked(url);
    expect(scriptsOf(set["content-security-policy"])).toEqual(["'self'", "'sha256-page'"]);
    expect(read["content-security-policy"]).toBeUndefined();
  }
});

test("no policy in production lets text become code", () => {
  for (const url of ["/", "/docs/api%20keys", "/dashboard", "/api/auth/session"]) {
    expect(asked(url).set["content-security-policy"]).not.toMatch(
      /script-src[^;]*'unsafe-|default-src[^;]*'unsafe-/,
    );
  }
});

test("no page may be framed, embed anything, or have its links and forms lead elsewhere", () => {
  for (const url of ["/", "/docs/api%20keys", "/dashboard", "/operate", "/sign-in"]) {
    const directives = asked(url).set["content-security-policy"]?.split(/;\s*/) ?? [];
    expect(directives, url).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^frame-ancestors 'none'$/),
        expect.stringMatching(/^object-src 'none'$/),
        expect.stringMatching(/^base-uri 'none'$/),
      ]),
    );
  }
});

test("a nonce that a client proposes is not taken", () => {
  const proposed = "script-src 'nonce-mine'";
  for (const url of ["/dashboard", "/docs/api%20keys", "/api/v1/echo"]) {
    const { read } = asked(url, {
      "content-security-policy": proposed,
      "content-security-policy-report-only": proposed,
    });
    expect(JSON.stringify(read)).not.toContain("mine");
  }
});

test("types are guessed nowhere", () => {
  for (const url of ["/", "/api/v1/echo", "/api/openapi.json", "/_next/static/x.js"]) {
    expect(asked(url).set).toMatchObject({ "x-content-type-options": "nosniff" });
  }
});

test("data, files and what an action answers have no policy to carry", () => {
  const data = [
    asked("/api/v1/echo"),
    asked("/_next/static/x.js"),
    asked("/dashboard", { rsc: "1" }),
    asked("/dashboard", { "next-action": "x" }),
  ];
  for (const { set } of data) expect(set["content-security-policy"]).toBeUndefined();
});

test("a path that only begins like a file's, and that Next.js resolves to a page, has a page's policy", () => {
  for (const url of ["/_next/static/../../sign-in", "/_next/%2e%2e/sign-in?a=1"]) {
    expect(asked(url).set["content-security-policy"]).toMatch(/'nonce-/);
  }
});

test("of a page's scripts the inline ones are known by their hash, each once", () => {
  const hash = `sha256-${createHash("sha256").update("a < b").digest("base64")}`;
  const html = `<script>a < b</script><script src="/x.js" async></script>
    <script id="x">a < b</script><p>&lt;script>no&lt;/script></p>`;
  expect(inlineScripts(html)).toEqual([hash]);
});
