import { expect, test } from "vitest";
import { endpointFinder } from "./endpoint-finder";

const find = endpointFinder({
  "/api/v1/[thing]/latest": "the latest of a thing",
  "/api/v1/orders": "orders",
  "/api/v1/orders/[order-id]": "an order",
  "/api/v1/orders/[order-id]/lines/[line]": "a line",
  "/api/v1/orders/open": "open orders",
});

test("a row is found by its path, and nothing else is", () => {
  expect(find("/api/v1/orders")).toBe("orders");
  for (const path of ["/api/v1/orders/", "/API/V1/ORDERS", "/api/v1", "/api/v1/", "/", ""]) {
    expect(find(path), path).toBeNull();
  }
});

test("a segment in brackets stands for exactly one segment, and not for an empty one", () => {
  expect(find("/api/v1/orders/17")).toBe("an order");
  expect(find("/api/v1/orders/17/lines/2")).toBe("a line");
  expect(find("/api/v1/orders/17/")).toBeNull();
  expect(find("/api/v1/orders/17/lines")).toBeNull();
  expect(find("/api/v1/orders//lines/2")).toBeNull();
});

test("where several rows fit, the one is found whose handler Next.js takes", () => {
  expect(find("/api/v1/orders/open")).toBe("open orders");
  expect(find("/api/v1/orders/latest")).toBe("an order");
  expect(find("/api/v1/parts/latest")).toBe("the latest of a thing");
});
