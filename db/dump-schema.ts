import type postgres from "postgres";

/** Lines are no longer, so that two versions can be read side by side. */
const WIDTH = 110;

const HEAD = `-- What a database holds in the end, for reading: migrations say how it came to be. Written by \`npm run db:schema\`;
-- a test holds it against a database that was just migrated. Days of the log are not in it.
`;

interface Table {
  oid: number;
  name: string;
  partitioned: string | null;
  partition: string | null;
  options: string | null;
}

/**
 * The tables, indexes, triggers and functions of a schema as text, read from PostgreSQL's catalogue.
 * @param sql its search_path is that schema alone
 */
export async function dumpSchema(sql: postgres.Sql): Promise<string> {
  const tables = await sql<Table[]>`
    select c.oid::int, c.relname as name,
      case c.relkind when 'p' then pg_get_partkeydef(c.oid) end as partitioned,
      case when c.relispartition then
        (select inhparent::regclass::text from pg_inherits where inhrelid = c.oid) || ' '
        || pg_get_expr(c.relpartbound, c.oid) end as partition,
      array_to_string(c.reloptions, ', ') as options
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and c.relname !~ '^request_logs_\\d{8}$' and c.relname <> '__drizzle_migrations'
    order by c.relname collate "C"`;
  const parts = [HEAD];
  for (const table of tables) parts.push(await tableText(sql, table));
  parts.push(await functionsText(sql));
  return parts.join("\n");
}

async function tableText(sql: postgres.Sql, table: Table): Promise<string> {
  if (table.partition !== null)
    return `CREATE TABLE ${table.name} PARTITION OF ${table.partition};\n`;
  const columns = await sql<Array<{ name: string; is: string }>>`
    select a.attname as name, format_type(a.atttypid, a.atttypmod)
      || case when d.oid is null then '' else ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid, true) end
      || case when a.attnotnull then ' NOT NULL' else '' end as is
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = ${table.oid} and a.attnum > 0 and not a.attisdropped
    order by a.attnum`;
  // From version 18 on "not null" is among them (n).
  const constraints = await sql<Array<{ is: string }>>`
    select 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid, true) as is from pg_constraint
    where conrelid = ${table.oid} and contype in ('p', 'u', 'c', 'f', 'x')
    order by array_position('{p,u,c,f,x}'::text[], contype::text), conname collate "C"`;
  const body = [...columnLines(columns), ...constraints.map(({ is }) => is)];
  const tail = [
    table.partitioned === null ? "" : ` PARTITION BY ${table.partitioned}`,
    table.options === null ? "" : ` WITH (${table.options})`,
  ];
  const lines = [`CREATE TABLE ${table.name} (\n  ${body.join(",\n  ")}\n)${tail.join("")};`];
  const others = await sql<Array<{ is: string }>>`
    select o.is from (
      select replace(pg_get_indexdef(indexrelid, 0, true), ' ON ONLY ', ' ON ') as is from pg_index
      where indrelid = ${table.oid} and not exists (
        select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
      union all
      select pg_get_triggerdef(oid, true) from pg_trigger
      where tgrelid = ${table.oid} and not tgisinternal
    ) o order by o.is collate "C"`;
  return `${[...lines, ...others.map(({ is }) => `${is};`)].join("\n")}\n`;
}

/** One line each; but many that are the same but for their names share lines. */
function columnLines(columns: ReadonlyArray<{ name: string; is: string }>): string[] {
  const lines: string[] = [];
  let last = "";
  for (const { name, is } of columns) {
    const column = `${name} ${is}`;
    const line = `${lines.at(-1)}, ${column}`;
    if (is === last && is === "integer" && line.length < WIDTH) lines[lines.length - 1] = line;
    else lines.push(column);
    last = is;
  }
  return lines;
}

async function functionsText(sql: postgres.Sql): Promise<string> {
  const functions = await sql<Array<{ is: string }>>`
    select proname || '(' || pg_get_function_arguments(oid) || ') RETURNS ' || pg_get_function_result(oid) as is
    from pg_proc where pronamespace = current_schema()::regnamespace
    order by proname collate "C"`;
  const lines = functions.map(({ is }) => `-- ${is}`);
  return `-- Functions; each stands in a file of db/functions.\n${lines.join("\n")}\n`;
}
