/** What PostgreSQL says about a failed statement, wherever drizzle has wrapped it. */
export function databaseError(error: unknown): { code: string; constraint: string } {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === "PostgresError" && "code" in cause) {
      const constraint = "constraint_name" in cause ? String(cause.constraint_name) : "";
      return { code: String(cause.code), constraint };
    }
  }
  return { code: "", constraint: "" };
}
