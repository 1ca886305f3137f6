import { z } from "zod";
import type { Answer, Operation, Parameter, PathItem, Ref, Schema } from "@/lib/openapi/document";
import { failure, header, json, schemaOf } from "@/lib/openapi/parts";
import type { Endpoint } from "./endpoint";
import { PROBLEM_TYPE, type ProblemCode, problemBody, PROBLEMS } from "@/lib/answers/problems";
import type { ManageMethod, Resource } from "./route";
import { ROUTES } from "./routes";

/** The management API as an OpenAPI 3.1 document, made of the endpoints themselves. */

export const BASE = "/api/manage/v1";

const codes = Object.keys(PROBLEMS) as ProblemCode[];
const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort((a, b) => a - b);

/** Problems that any call may be told. */
const ALWAYS: ProblemCode[] = [
  "bad_request",
  "invalid_token",
  "insufficient_scope",
  "method_not_allowed",
  "invalid",
  "rate_limited",
  "unavailable",
];
const WITH_BODY: ProblemCode[] = ["invalid_json", "content_too_large", "unsupported_media_type"];

/** The codes that a call of an endpoint may be told. */
export function problemsOf(path: string, method: ManageMethod, endpoint: Endpoint): ProblemCode[] {
  return [
    ...ALWAYS,
    ...(endpoint.body ? WITH_BODY : []),
    ...(/\[id\]|\[\.{3}ip\]/.test(path) || path === "/keys/find" ? (["not_found"] as const) : []),
    ...(endpoint.conflicts ? (["conflict"] as const) : []),
    ...(method === "POST" ? (["idempotency_key_reused"] as const) : []),
  ];
}

/** `/blocks/[...ip]` as `/blocks/{ip}`. */
export const documentedPath = (path: string) => path.replace(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}");

const isEmpty = (schema: unknown) =>
  typeof schema === "object" && schema !== null && Object.keys(schema).length === 0;

/** Leaves out of choices what JSON cannot say (a Date, undefined) and JSON Schema has no word for. */
function tidy(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(tidy);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([name, value]) => {
    if (name !== "anyOf" || !Array.isArray(value)) return [name, tidy(value)];
    return [name, value.filter((choice) => !isEmpty(choice)).map(tidy)];
  });
  return Object.fromEntries(entries) as unknown;
}

const inputOf = (schema: z.ZodType) => tidy(schemaOf(schema, "input")) as Schema;

function parametersOf(path: string, method: ManageMethod, { query }: Endpoint): Parameter[] {
  const inPath = [...path.matchAll(/\[(?:\.\.\.)?(\w+)\]/g)].map(([, name]) => ({
    name: name!,
    in: "path" as const,
    required: true,
    description: "A segment of the path.",
    schema: { type: "string" },
  }));
  const shape = query ? inputOf(query) : {};
  const properties = (shape.properties ?? {}) as Record<string, Schema>;
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query" as const,
    description: typeof description === "string" ? description : "",
    schema,
  }));
  const key: Parameter = {
    name: "Idempotency-Key",
    in: "header",
    description:
      "1 to 255 printable ASCII characters. The same call again with the same key gets the same answer for 24 hours, and is done once.",
    schema: { type: "string", maxLength: 255 },
  };
  return [...inPath, ...inQuery, ...(method === "POST" ? [key] : [])];
}

const HEADERS = {
  "X-Request-Id": header("X-Request-Id"),
  "Cache-Control": header("Cache-Control"),
};

function operationOf(path: string, method: ManageMethod, endpoint: Endpoint): Operation {
  const { summary, description = "", scope, status, body, mayBeEmpty, answers } = endpoint;
  const told = problemsOf(path, method, endpoint);
  const problemStatuses = [...new Set(told.map((code) => PROBLEMS[code].status))];
  const success: Answer = {
    description: status === 201 ? "It is made" : "It is done",
    headers:
      method === "POST"
        ? { ...HEADERS, "Idempotency-Replayed": header("Idempotency-Replayed") }
        : HEADERS,
    content: json(schemaOf(answers)),
  };
  return {
    operationId: `${method.toLowerCase()}${documentedPath(path)}`,
    summary,
    description: [
      description,
      endpoint.conflicts && `409: ${endpoint.conflicts}`,
      `Scope: ${scope}.`,
    ]
      .filter(Boolean)
      .join(" "),
    tags: [path.split("/")[1]!],
    security: [{ operatorToken: [] }],
    parameters: parametersOf(path, method, endpoint),
    ...(body ? { requestBody: { required: !mayBeEmpty, content: json(inputOf(body)) } } : {}),
    responses: {
      [status]: success,
      ...Object.fromEntries(
        problemStatuses
          .sort((a, b) => a - b)
          .map((each): [string, Ref] => [String(each), failure(`Problem${each}`)]),
      ),
    },
  };
}

function itemOf(path: string, resource: Resource): PathItem {
  const methods = Object.entries(resource) as Array<[ManageMethod, Endpoint]>;
  return Object.fromEntries(
    methods.map(([method, endpoint]) => [
      method.toLowerCase(),
      operationOf(path, method, endpoint),
    ]),
  );
}

function problemAnswer(status: number): Answer {
  const told = codes.filter((code) => PROBLEMS[code].status === status);
  return {
    description: told.map((code) => PROBLEMS[code].title).join(", or "),
    headers: {
      ...HEADERS,
      ...(status === 401 ? { "WWW-Authenticate": header("WWW-Authenticate") } : {}),
      ...(status === 405 ? { Allow: header("Allow") } : {}),
      ...(status === 429 || status === 503 ? { "Retry-After": header("Retry-After") } : {}),
    },
    content: {
      [PROBLEM_TYPE]: {
        schema: { $ref: "#/components/schemas/Problem" },
        examples: Object.fromEntries(told.map((code) => [code, { value: problemBody(code) }])),
      },
    },
  };
}

const FieldErrors = z.array(z.strictObject({ path: z.string(), message: z.string() }));

const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(codes),
  errors: FieldErrors.optional().describe("Fields that are at fault; paths have dots."),
});

export const MANAGE_OPENAPI = {
  openapi: "3.1.0",
  info: {
    title: "Latchkey: the management API",
    version: "1.0.0",
    description:
      "For the operator's own backend: accounts, keys, plans, logs and usage. `Authorization: Bearer lko_…` takes a token that `tokens create` makes, with the scopes that it needs. A token may call 1,200 times a minute.",
  },
  servers: [{ url: BASE }],
  paths: Object.fromEntries(
    Object.entries<Resource>(ROUTES).map(([path, resource]) => [
      documentedPath(path),
      itemOf(path, resource),
    ]),
  ),
  components: {
    securitySchemes: {
      operatorToken: {
        type: "http",
        scheme: "bearer",
        description: "An operator token: never in a browser, and never in a URL.",
      },
    },
    headers: {
      "X-Request-Id": {
        description: "Ours, new for each call.",
        required: true,
        schema: { type: "string", format: "uuid" },
      },
      "Cache-Control": { description: "No answer is to be stored.", schema: { const: "no-store" } },
      "WWW-Authenticate": { description: "RFC 6750.", schema: { const: "Bearer" } },
      Allow: { description: "The methods that the path knows.", schema: { type: "string" } },
      "Retry-After": {
        description: "Whole seconds after which it may go better.",
        schema: { type: "integer", minimum: 1 },
      },
      "Idempotency-Replayed": {
        description: "`true` where the answer is that of an earlier call with the same key.",
        schema: { const: "true" },
      },
    },
    schemas: { Problem: schemaOf(Problem) },
    responses: Object.fromEntries(
      statuses.map((status) => [`Problem${status}`, problemAnswer(status)]),
    ),
  },
};
