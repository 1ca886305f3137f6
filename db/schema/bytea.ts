import { customType } from "drizzle-orm/pg-core";

/** PostgreSQL's byte string, which drizzle has no column for. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => "bytea",
});
