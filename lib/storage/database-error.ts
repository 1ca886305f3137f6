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

/** What PostgreSQL says of tables, columns, functions and schemas that are not there (its manual, appendix A). */
const MISSING = new Set(["42P01", "42703", "42883", "3F000"]);

/** Whether something of the schema is missing: it is being dropped or made. */
export const isSchemaMissing = (error: unknown): boolean => MISSING.has(databaseError(error).code);
