/** Whether PostgreSQL ended a statement that ran too long (query_canceled); drizzle wraps it. */
export function isStatementTimeout(error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "57014";
}
