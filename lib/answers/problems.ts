/**
 * The closed list of errors of the management API. All are RFC 9457 problems with a stable `code`; docs and OpenAPI
 * read this table.
 */

interface Told {
  status: number;
  title: string;
  /** What the caller's developer should do. */
  detail: string;
}

export const PROBLEMS = {
  invalid_json: {
    status: 400,
    title: "Bad Request",
    detail: "The body is no JSON. Send one JSON object in UTF-8.",
  },
  bad_request: {
    status: 400,
    title: "Bad Request",
    detail: "The request cannot be understood: check its path and headers.",
  },
  invalid_token: {
    status: 401,
    title: "Invalid Token",
    detail: "Send an operator token that is neither revoked nor expired, as Authorization: Bearer.",
  },
  insufficient_scope: {
    status: 403,
    title: "Insufficient Scope",
    detail: "The token does not have the scope that this endpoint asks for.",
  },
  not_found: {
    status: 404,
    title: "Not Found",
    detail: "There is no such thing, or no such endpoint.",
  },
  method_not_allowed: {
    status: 405,
    title: "Method Not Allowed",
    detail: "The endpoint does not know this method: the Allow header has those that it knows.",
  },
  conflict: {
    status: 409,
    title: "Conflict",
    detail: "The state of things does not allow it.",
  },
  idempotency_key_reused: {
    status: 409,
    title: "Idempotency Key Reused",
    detail:
      "This Idempotency-Key came with another request before. Use a new one for each thing to do.",
  },
  content_too_large: {
    status: 413,
    title: "Content Too Large",
    detail: "The body is too long: send less at once.",
  },
  unsupported_media_type: {
    status: 415,
    title: "Unsupported Media Type",
    detail: "Send the body as Content-Type: application/json.",
  },
  invalid: {
    status: 422,
    title: "Unprocessable Content",
    detail: "Some fields make no sense: errors has them, each with its path.",
  },
  rate_limited: {
    status: 429,
    title: "Too Many Requests",
    detail: "The token has called too often. Wait as long as Retry-After says.",
  },
  unavailable: {
    status: 503,
    title: "Service Unavailable",
    detail: "The failure is ours. Try again shortly.",
  },
} as const satisfies Record<string, Told>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_TYPE = "application/problem+json";

/** A field that makes no sense, and why; the path has dots, and is empty where it is the body itself. */
export interface FieldError {
  path: string;
  message: string;
}

/** What else is known of one error. */
export interface ProblemMore {
  detail?: string | undefined;
  errors?: readonly FieldError[] | undefined;
}

/** The body of a problem. */
export function problemBody(code: ProblemCode, { detail, errors }: ProblemMore = {}) {
  const told = PROBLEMS[code];
  return {
    type: `/docs/management#${code}`,
    title: told.title,
    status: told.status,
    detail: detail ?? told.detail,
    code,
    ...(errors ? { errors } : {}),
  };
}

/** Whether a request's target is of the management API, which tells its errors as problems to everybody. */
export const isManaged = (target: string): boolean => /^\/api\/manage(?:[/?]|$)/.test(target);
