import { channelOf, DEFAULT_SCHEMA, lockOf } from "./schema-name";

/** drizzle-kit writes the schema of tables that foreign keys name, and only there. */
const NAMED_TABLE = /"public"\."/g;
const NOTIFY = /\bpg_notify\('latchkey',/g;
const LOCK = /\b(pg_(?:try_)?advisory_\w+)\((\d+)\)/g;

/** What would reach out of a schema if it were left as it stands. */
const LEFT = /\bpg_notify\(|\bpg_(?:try_)?advisory_|"public"|\bpublic\./;

/**
 * A migration's statement as it has to be for another schema than `public`. All else in it finds its place by the
 * connection's search_path; so do the functions that it makes, whenever they are called.
 *
 * @throws where it has a notice, a lock or the name of a schema in a form that is not known here
 */
export function statementInSchema(statement: string, schema: string): string {
  if (schema === DEFAULT_SCHEMA) return statement;
  const known: string[] = [];
  const keep = (text: string) => `\0${known.push(text) - 1}\0`;
  const moved = statement
    .replaceAll(NAMED_TABLE, keep(`"${schema}"."`))
    .replaceAll(NOTIFY, keep(`pg_notify('${channelOf(schema)}',`))
    .replaceAll(LOCK, (_all, name: string, lock: string) =>
      keep(`${name}(${lockOf(Number(lock), schema)})`),
    );
  const left = LEFT.exec(moved)?.[0];
  if (left !== undefined) {
    throw new Error(`a migration says ${left} in a way that cannot be moved to another schema`);
  }
  return moved.replaceAll(/\0(\d+)\0/g, (_all, i: string) => known[Number(i)]!);
}
