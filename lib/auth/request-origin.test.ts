import { expect, test, vi } from "vitest";
import { isSameOrigin } from "./request-origin";

vi.mock("next/headers", () => ({ headers: vi.fn() }));

const from = (origin: string | null, host: string, rest = {}) =>
  isSameOrigin({ origin, host, forwardedHost: null, ...rest });

test("a page of this host is let through", () => {
  expect(from("http://127.0.0.1:3000", "127.0.0.1:3000")).toBe(true);
  expect(
    from("https://keys.example.com", "10.0.0.4:3000", { forwardedHost: "keys.example.com" }),
  ).toBe(true);
  expect(
    from("https://keys.example.com", "10.0.0.4", { publicUrl: "https://keys.example.com" }),
  ).toBe(true);
});

test("no origin, a foreign one and an opaque one are refused", () => {
  expect(from(null, "127.0.0.1:3000")).toBe(false);
  expect(from("null", "127.0.0.1:3000")).toBe(false);
  expect(from("https://evil.test", "127.0.0.1:3000")).toBe(false);
  expect(from("http://127.0.0.1:3001", "127.0.0.1:3000")).toBe(false);
  expect(from("http://127.0.0.1", "127.0.0.1:3000")).toBe(false);
});

test("where it is known that people come by https, a page by http is another one", () => {
  const publicUrl = "https://keys.example.com";
  expect(from("http://keys.example.com", "keys.example.com", { publicUrl })).toBe(false);
  expect(from("https://keys.example.com:8443", "keys.example.com", { publicUrl })).toBe(false);
  expect(from("https://keys.example.com", "keys.example.com", { publicUrl })).toBe(true);
  // At an address of its own, past the public one.
  expect(from("http://127.0.0.1:3000", "127.0.0.1:3000", { publicUrl })).toBe(true);
});
