/**
 * An array in PostgreSQL's text form, of values that need no quotes: uuids, numbers, plain names. The
 * parameter needs a cast. Of a list itself postgres.js would put each value into quotes and look for what
 * is to be escaped, which was 4 µs for a log row where many keys are busy; drizzle spreads it.
 */
export const asArray = (values: readonly string[] | readonly number[]): string =>
  `{${values.join(",")}}`;
