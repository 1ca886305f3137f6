import { expect, test } from "vitest";
import { checkEndpoints } from "@/scripts/check-endpoints";
import { ENDPOINTS, endpointOf, findEndpoint } from "./endpoints";

test("the rows and the handlers under app/api/v1 fit each other", async () => {
  expect(await checkEndpoints()).toEqual([]);
});

test("each row is found by its path, with its methods", () => {
  for (const [path, endpoint] of Object.entries(ENDPOINTS)) {
    expect(findEndpoint(path)).toBe(endpoint);
    expect(endpoint.methods.length).toBeGreaterThan(0);
  }
  expect(findEndpoint("/api/v1")).toBeNull();
});

test("a row that names no methods is one of GET, and HEAD comes with GET", () => {
  const row = { credits: 5, free: false } as const;
  expect(endpointOf(row)).toEqual({ ...row, methods: ["GET", "HEAD"] });
  expect(endpointOf({ ...row, methods: ["GET", "POST"] }).methods).toEqual(["GET", "HEAD", "POST"]);
  expect(endpointOf({ ...row, methods: ["HEAD", "GET"] }).methods).toEqual(["HEAD", "GET"]);
  expect(endpointOf({ ...row, methods: ["POST"] }).methods).toEqual(["POST"]);
});
