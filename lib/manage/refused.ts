import {
  PROBLEMS,
  PROBLEM_TYPE,
  type ProblemCode,
  type ProblemMore,
  problemBody,
} from "@/lib/answers/problems";

/** A call that is not done, and how that is told. */
export class Refused extends Error {
  override name = "Refused";

  constructor(
    readonly code: ProblemCode,
    readonly more: ProblemMore & { headers?: Record<string, string> } = {},
  ) {
    super(code);
  }

  toResponse(): Response {
    const { headers, ...more } = this.more;
    return new Response(JSON.stringify(problemBody(this.code, more)), {
      status: PROBLEMS[this.code].status,
      headers: { "Content-Type": PROBLEM_TYPE, "Cache-Control": "no-store", ...headers },
    });
  }
}

/** 422 for one field. */
export const invalidField = (path: string, message: string) =>
  new Refused("invalid", { errors: [{ path, message }] });
