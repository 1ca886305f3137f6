import { describe, expect, it } from "vitest";
import { ENDPOINTS, endpointOf } from "@/lib/endpoints";
import { errorAnswer } from "@/lib/answers/error-answer";
import { type ErrorCode, ERRORS } from "@/lib/errors";
import { OPENAPI } from "./openapi";
import type { Operation } from "./document";
import { keyedPaths } from "./keyed";

// What clients get is JSON: what cannot be said in it does not count.
const document = JSON.parse(JSON.stringify(OPENAPI)) as typeof OPENAPI;
const text = JSON.stringify(document);

function find(pointer: string): unknown {
  return pointer
    .slice(2)
    .split("/")
    .reduce<unknown>(
      (node, part) =>
        (node as Record<string, unknown> | undefined)?.[
          part.replaceAll("~1", "/").replaceAll("~0", "~")
        ],
      document,
    );
}

const METHODS = ["get", "post", "put", "patch", "delete"];
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
    path,
    method,
    operation,
  })),
);

describe("the OpenAPI document", () => {
  it("has references that all lead somewhere", () => {
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) {
      expect(reference).toMatch(/^#\//);
      expect(find(reference), reference).toBeDefined();
    }
  });

  it("is of OpenAPI 3.1's shape", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    const ids = new Set<string>();
    const schemes = Object.keys(document.components.securitySchemes);
    for (const { path, method, operation } of operations) {
      expect(path).toMatch(/^\//);
      expect(METHODS).toContain(method);
      expect(ids.has(operation.operationId), operation.operationId).toBe(false);
      ids.add(operation.operationId);
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
      for (const [status, answer] of Object.entries(operation.responses)) {
        expect(status).toMatch(/^([1-5]\d\d|default)$/);
        const whole = "$ref" in answer ? find(answer.$ref) : answer;
        expect(whole).toHaveProperty("description");
      }
      for (const need of operation.security) {
        for (const scheme of Object.keys(need)) expect(schemes).toContain(scheme);
      }
      const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? []).filter((p) => p.in === "path");
      expect(declared.map((p) => p.name)).toEqual(inPath);
      for (const parameter of declared) expect(parameter.required).toBe(true);
    }
  });

  it("describes every path of the contract, and every keyed endpoint", () => {
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        ...Object.keys(ENDPOINTS).map((path) => path.replace(/\[([^\]]+)\]/g, "{$1}")),
        "/api/v1/{path}",
        "/api/verify",
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/openapi.json",
      ]),
    );
  });

  it("says of an endpoint that somebody added what its row says", () => {
    const paths = keyedPaths({
      "/api/v1/report": endpointOf({ credits: 5, free: false }),
      "/api/v1/orders/[order-id]": endpointOf({ credits: 1, free: false, methods: ["PUT"] }),
    });
    expect(Object.keys(paths)).toEqual([
      "/api/v1/report",
      "/api/v1/orders/{order-id}",
      "/api/v1/{path}",
    ]);
    expect(Object.keys(paths["/api/v1/report"]!)).toEqual(["get"]);
    expect(paths["/api/v1/report"]?.get?.description).toBe("Costs 5 credits.");
    expect(paths["/api/v1/orders/{order-id}"]?.put).toMatchObject({
      operationId: "put/orders/{order-id}",
      description: "Costs 1 credit.",
      parameters: [{ name: "order-id", in: "path", required: true }],
    });
  });

  it("shows X-API-Key before bearer", () => {
    for (const { operation } of operations.filter(({ path }) => path.startsWith("/api/v1/"))) {
      expect(operation.security).toEqual([{ apiKey: [] }, { bearer: [] }]);
    }
  });

  it.each(Object.keys(ERRORS) as ErrorCode[])("tells %s as the front door does", (code) => {
    const status = String(ERRORS[code].status);
    const answers = Object.values(document.components.responses).filter((answer) =>
      Object.hasOwn(answer.content?.["application/json"]?.examples ?? {}, code),
    );
    expect(answers).toHaveLength(1);
    const { content, headers } = answers[0]!;
    const plain = JSON.parse(errorAnswer(code, undefined).body.toString());
    const problem = JSON.parse(errorAnswer(code, "application/problem+json").body.toString());
    expect(content?.["application/json"]?.examples?.[code]?.value).toEqual(plain);
    expect(content?.["application/problem+json"]?.examples?.[code]?.value).toEqual(problem);
    expect(headers).toHaveProperty("Latchkey-Error");
    if (ERRORS[code].retry) expect(headers).toHaveProperty("Retry-After");
    // And at least one operation answers with it.
    expect(
      operations.some(({ operation }) => {
        const answer = operation.responses[status];
        return answer && "$ref" in answer && find(answer.$ref) === answers[0];
      }),
    ).toBe(true);
  });
});
