import type postgres from "postgres";

/** The id of the operator token of this hash (hex) while it is good; null where there is none. */
export async function findTokenId(sql: postgres.Sql, hash: string): Promise<string | null> {
  const [row] = await sql<Array<{ id: string }>>`
    select id from operator_tokens
    where hash = decode(${hash}, 'hex') and revoked_at is null
      and coalesce(expires_at > now(), true)`;
  return row?.id ?? null;
}
