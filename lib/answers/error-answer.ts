import { type ErrorCode, ERRORS, problemType } from "@/lib/errors";

const JSON_TYPE = "application/json";
const PROBLEM_TYPE = "application/problem+json";

/** How an error is told over HTTP. */
export interface ErrorAnswer {
  status: number;
  /** Name, value, name, value…: without what depends on the request. */
  headers: string[];
  body: Buffer;
}

function build(code: ErrorCode, problem: boolean): ErrorAnswer {
  const { status, error, detail } = ERRORS[code];
  const body = Buffer.from(
    JSON.stringify(
      problem ? { type: problemType(code), title: error, status, detail, code } : { error },
    ),
  );
  const headers = [
    "Content-Type",
    problem ? PROBLEM_TYPE : JSON_TYPE,
    "Content-Length",
    String(body.length),
    "Cache-Control",
    "no-store",
    "X-Content-Type-Options",
    "nosniff",
    "Latchkey-Error",
    code,
  ];
  if (status === 401) headers.push("WWW-Authenticate", "Bearer");
  return { status, headers, body };
}

const codes = Object.keys(ERRORS) as ErrorCode[];
const plain = Object.fromEntries(codes.map((code) => [code, build(code, false)]));
const problems = Object.fromEntries(codes.map((code) => [code, build(code, true)]));

const NAMES_PROBLEMS = /problem\+json/i;

/**
 * Whether an `Accept` header asks for RFC 9457 problems: by name, and no less than for plain JSON.
 * Wildcards ask for nothing in particular.
 */
export function wantsProblem(accept: string | undefined): boolean {
  if (accept === undefined || !NAMES_PROBLEMS.test(accept)) return false;
  let problem = 0;
  let json = 0;
  for (const range of accept.toLowerCase().split(",")) {
    const [type, ...parameters] = range.split(";").map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith("q="));
    const q = weight === undefined ? 1 : Number(weight.slice(2)) || 0;
    if (type === PROBLEM_TYPE) problem = q;
    else if (type === JSON_TYPE) json = q;
  }
  return problem > 0 && problem >= json;
}

/** The answer for a code, in the form that the client asked for. */
export function errorAnswer(code: ErrorCode, accept: string | undefined): ErrorAnswer {
  return (wantsProblem(accept) ? problems[code] : plain[code])!;
}

/** `Retry-After` in whole seconds, at least 1; null where time does not help. */
export function retryAfterS(code: ErrorCode, retryAfterMs: number | null): number | null {
  if (!ERRORS[code].retry) return null;
  return Math.max(1, Math.ceil((retryAfterMs ?? 1_000) / 1000));
}
