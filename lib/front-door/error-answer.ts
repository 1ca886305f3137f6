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
    "Latchkey-Error",
    code,
  ];
  if (status === 401) headers.push("WWW-Authenticate", "Bearer");
  return { status, headers, body };
}

const codes = Object.keys(ERRORS) as ErrorCode[];
const plain = Object.fromEntries(codes.map((code) => [code, build(code, false)]));
const problems = Object.fromEntries(codes.map((code) => [code, build(code, true)]));

/** Whether an `Accept` header asks for RFC 9457 problems (and does not refuse them with q=0). */
export function wantsProblem(accept: string | undefined): boolean {
  if (accept === undefined || !accept.includes("problem+json")) return false;
  return accept.split(",").some((range) => {
    const [type, ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return type === PROBLEM_TYPE && !parameters.some((p) => /^q=0(\.0*)?$/.test(p));
  });
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
