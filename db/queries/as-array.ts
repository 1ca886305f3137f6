/**
 * An array as one parameter, in PostgreSQL's text form: for uuids, numbers and names of ours alone, as
 * nothing is quoted. The parameter needs a cast. A list of values postgres.js would quote and search for
 * what is to be escaped one by one (4 µs for a log row where many keys are busy), and drizzle would make
 * a parameter of each.
 */
export const asArray = (values: readonly string[] | readonly number[]): string =>
  `{${values.join(",")}}`;
