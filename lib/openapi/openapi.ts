import { z } from "zod";
import { VerifyBody } from "@/lib/answers/verify-schema";
import { type ErrorCode, ERRORS } from "@/lib/errors";
import { QUOTA_NAMES } from "@/lib/quota-windows";
import { ENDPOINTS } from "@/lib/endpoints";
import { VerifyAnswer } from "./answers";
import type { Answer, Header, Operation, PathItem, Schema } from "./document";
import { keyedPaths } from "./keyed";
import { ALWAYS, header, json, LIMITS, named, schemaOf } from "./parts";

/** The contract as an OpenAPI 3.1 document: what machines and the docs' API page read. */

const codes = Object.keys(ERRORS) as ErrorCode[];

/** The answer with which a status is told: all codes that have it, in both forms. */
function failureOf(status: number, description: string): Answer {
  const told = codes.filter((code) => ERRORS[code].status === status);
  const retries = told.some((code) => ERRORS[code].retry);
  const limits = told.some((code) => /^(quota|plan)_/.test(code));
  const examples = (body: (code: ErrorCode) => unknown) =>
    Object.fromEntries(told.map((code) => [code, { value: body(code) }]));
  return {
    description,
    headers: {
      ...ALWAYS,
      "Latchkey-Error": header("Latchkey-Error"),
      "Cache-Control": header("Cache-Control"),
      ...(status === 401 ? { "WWW-Authenticate": header("WWW-Authenticate") } : {}),
      ...(retries ? { "Retry-After": header("Retry-After") } : {}),
      ...(limits ? LIMITS : {}),
    },
    content: {
      "application/json": {
        schema: named("Error"),
        examples: examples((code) => ({ error: ERRORS[code].error })),
      },
      "application/problem+json": {
        schema: named("Problem"),
        examples: examples((code) => ({
          type: `/docs/error-handling#${code}`,
          title: ERRORS[code].error,
          status,
          detail: ERRORS[code].detail,
          code,
        })),
      },
    },
  };
}

const SERVICE: Operation["security"] = [{ serviceToken: [] }];
const PLAIN_ERROR = json(named("Error"));

export const OPENAPI = {
  openapi: "3.1.0",
  info: {
    title: "Latchkey",
    version: "1.0.0",
    description:
      "The keyed API and the operator's endpoints. Send the key in the `X-API-Key` header. Every answer carries `X-Request-Id`; every error of ours carries its stable code in `Latchkey-Error`.",
    license: { name: "MIT", identifier: "MIT" },
  },
  servers: [{ url: "/", description: "Where this document was read" }],
  tags: [
    { name: "Keyed API", description: "For clients that hold an API key." },
    { name: "Operation", description: "For the operator's own services and monitoring." },
  ],
  paths: {
    ...keyedPaths(ENDPOINTS),
    "/api/verify": {
      post: {
        operationId: "verify",
        summary: "Decide about a request that another service received",
        description:
          "The same decision, and the same row in the log, as for a request through the front door. Off (404) unless the operator has set a service token.",
        tags: ["Operation"],
        security: SERVICE,
        requestBody: { required: true, content: json(schemaOf(VerifyBody, "input")) },
        responses: {
          "200": {
            description: "Decided: `valid` says how",
            headers: ALWAYS,
            content: json(schemaOf(VerifyAnswer)),
          },
          "400": { description: "The body is malformed", headers: ALWAYS, content: PLAIN_ERROR },
          "401": {
            description: "The service token is wrong",
            headers: { ...ALWAYS, "WWW-Authenticate": header("WWW-Authenticate") },
            content: PLAIN_ERROR,
          },
          "404": { description: "No service token is set", headers: ALWAYS, content: PLAIN_ERROR },
          "429": {
            description: "The address has sent too many wrong service tokens, this one among them",
            headers: { ...ALWAYS, "Retry-After": header("Retry-After") },
            content: PLAIN_ERROR,
          },
          "405": { description: "Not a POST", headers: ALWAYS, content: PLAIN_ERROR },
          "413": { description: "The body is too long", headers: ALWAYS, content: PLAIN_ERROR },
          "503": {
            description: "The failure is ours and says nothing of the key",
            headers: {
              ...ALWAYS,
              "Latchkey-Error": header("Latchkey-Error"),
              "Retry-After": header("Retry-After"),
            },
            content: PLAIN_ERROR,
          },
        },
      },
    },
    "/healthz": {
      get: {
        operationId: "health",
        summary: "Whether the process answers",
        description: "Asks nothing else.",
        tags: ["Operation"],
        security: [],
        responses: {
          "200": {
            description: "It does",
            headers: ALWAYS,
            content: json(schemaOf(z.object({ status: z.literal("ok") }))),
          },
        },
      },
    },
    "/readyz": {
      get: {
        operationId: "ready",
        summary: "Whether the instance can serve",
        description: "Asks the database and, where one is set, Redis.",
        tags: ["Operation"],
        security: [],
        responses: {
          "200": {
            description: "It can",
            headers: ALWAYS,
            content: json(schemaOf(z.object({ status: z.literal("ready") }))),
          },
          "503": {
            description: "It cannot, and why",
            headers: ALWAYS,
            content: json(
              schemaOf(z.object({ status: z.literal("unavailable"), reason: z.string() })),
            ),
          },
        },
      },
    },
    "/metrics": {
      get: {
        operationId: "metrics",
        summary: "Metrics in Prometheus' text format",
        description: "Off (404) unless the operator has set a service token.",
        tags: ["Operation"],
        security: SERVICE,
        responses: {
          "200": {
            description: "The metrics",
            headers: ALWAYS,
            content: { "text/plain": { schema: { type: "string" } } },
          },
          "401": {
            description: "The service token is wrong",
            headers: { ...ALWAYS, "WWW-Authenticate": header("WWW-Authenticate") },
            content: PLAIN_ERROR,
          },
          "404": { description: "No service token is set", headers: ALWAYS, content: PLAIN_ERROR },
          "429": {
            description: "The address has sent too many wrong service tokens, this one among them",
            headers: { ...ALWAYS, "Retry-After": header("Retry-After") },
            content: PLAIN_ERROR,
          },
        },
      },
    },
    "/api/openapi.json": {
      get: {
        operationId: "openapi",
        summary: "This document",
        description: "OpenAPI 3.1.",
        tags: ["Operation"],
        security: [],
        responses: { "200": { description: "It", content: json({ type: "object" }) } },
      },
    },
  } satisfies Record<string, PathItem>,
  components: {
    securitySchemes: {
      apiKey: {
        type: "apiKey",
        in: "header",
        name: "X-API-Key",
        description:
          "The form to prefer. Never put a key in a URL, where it would end in histories and logs.",
      },
      bearer: {
        type: "http",
        scheme: "bearer",
        description:
          "The same key as `Authorization: Bearer`. Sent both ways with different keys, a request is answered with Invalid API Key.",
      },
      serviceToken: {
        type: "http",
        scheme: "bearer",
        description: "The operator's `LATCHKEY_SERVICE_TOKEN`; not an API key.",
      },
    },
    headers: {
      "X-Request-Id": {
        description: "Ours, new for each request; a client's own is not taken over.",
        required: true,
        schema: { type: "string", format: "uuid" },
      },
      "Latchkey-Error": {
        description: "The error's stable code, whichever form the body has.",
        required: true,
        schema: { type: "string", enum: codes },
      },
      "Cache-Control": {
        description: "Errors are never to be stored.",
        schema: { const: "no-store" },
      },
      "WWW-Authenticate": { description: "RFC 6750.", schema: { const: "Bearer" } },
      "Retry-After": {
        description:
          "Whole seconds after which it may go better; never before that. Absent where time does not help, as with a total quota.",
        schema: { type: "integer", minimum: 1 },
      },
      "RateLimit-Policy": {
        description: `The limits that hold, in the IETF draft's structured form: "second", "minute", and those of ${QUOTA_NAMES.map((name) => `"${name}"`).join(", ")} that are set. q is the limit, w the window in seconds.`,
        schema: { type: "string", examples: ['"second";q=5;w=1, "minute";q=100;w=60'] },
      },
      RateLimit: {
        description:
          "What remains of each limit (r), and in how many seconds more comes (t), in the same form.",
        schema: { type: "string", examples: ['"second";r=4;t=1, "minute";r=99;t=60'] },
      },
    } satisfies Record<string, Header>,
    schemas: {
      Error: {
        type: "object",
        required: ["error"],
        properties: { error: { type: "string", description: "For people; see Latchkey-Error." } },
      },
      Problem: {
        type: "object",
        description: "RFC 9457, for clients that accept application/problem+json.",
        required: ["type", "title", "status", "code"],
        properties: {
          type: { type: "string", format: "uri-reference" },
          title: { type: "string" },
          status: { type: "integer" },
          detail: { type: "string" },
          code: { type: "string", enum: codes },
        },
      },
    } satisfies Record<string, Schema>,
    responses: {
      BadRequest: failureOf(400, "The request cannot be understood"),
      Unauthorized: failureOf(
        401,
        "The key is unknown, inactive or expired, or one of its quotas is reached",
      ),
      Forbidden: failureOf(
        403,
        "The address sent too many unknown keys, or the account of the key is suspended",
      ),
      NotFound: failureOf(404, "There is no such endpoint"),
      MethodNotAllowed: failureOf(405, "The endpoint does not know this method"),
      RequestTimeout: failureOf(408, "The request did not arrive in time"),
      HeadersTooLarge: failureOf(431, "The request's line and headers are too long"),
      PlanLimit: failureOf(429, "The account's plan limit is reached, across all of its keys"),
      BadGateway: failureOf(502, "The upstream did not answer properly"),
      Unavailable: failureOf(503, "The failure is ours and says nothing of the key"),
      GatewayTimeout: failureOf(504, "The upstream did not answer in time"),
    } satisfies Record<string, Answer>,
  },
} as const;
