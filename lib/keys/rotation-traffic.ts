import { countCallers, listKin } from "@/db/queries/rotation";
import type { Queryable } from "@/db/queryable";

/** A busy key makes more in an hour; who is on the old one is seen from these as well. */
const LOOKED_AT = 5_000;
const SHOWN = 10;

interface Call<I> {
  ctx: { db: Queryable; accountId: string };
  input: I;
}

/** Who calls from where and with which of the two keys. */
export interface Caller {
  /** Null where the address is not known. */
  ip: string | null;
  endpoint: string;
  old: number;
  new: number;
  /** When the old key was last used, or null. */
  lastOldAt: Date | null;
}

/** Callers of the last hour, by address and endpoint; those on the old key first. */
export async function rotationTraffic({
  ctx,
  input,
}: Call<{ oldId: string; newId: string }>): Promise<Caller[]> {
  const rows = await countCallers(ctx.db, ctx.accountId, input, {
    rows: LOOKED_AT,
    shown: SHOWN,
  });
  return rows.map(({ ip, method, path, last_old_at, ...counts }) => ({
    ip,
    endpoint: `${method} ${path}`,
    old: counts.old,
    new: counts.new,
    lastOldAt: last_old_at === null ? null : new Date(last_old_at),
  }));
}

/** A key at the other end of a rotation. */
export interface Kin {
  id: string;
  alias: string;
  active: boolean;
}

/** What a key replaces and what replaces it; the newest where several do. */
export async function kinOf({
  ctx,
  input,
}: Call<{ id: string }>): Promise<{ replacement: Kin | null; replaced: Kin | null }> {
  const rows = await listKin(ctx.db, ctx.accountId, input.id);
  const find = (relation: (typeof rows)[number]["relation"]): Kin | null => {
    const row = rows.find((kin) => kin.relation === relation);
    return row ? { id: row.id, alias: row.alias, active: row.active } : null;
  };
  return { replacement: find("replacement"), replaced: find("replaced") };
}
