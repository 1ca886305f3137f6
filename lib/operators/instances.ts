import type { Queryable } from "@/db/queryable";
import { selectInstances } from "@/db/queries/instances";
import { DEAD_AFTER_MS } from "@/lib/enforcement/instance/change-feed";

/** What an operator sees of a running program. */
export interface InstanceView {
  id: string;
  host: string;
  pid: number;
  startedAt: Date;
  /** When the database last heard of it; it should do so each second. */
  lastTouchAt: Date;
  /** False: the others take it for dead. */
  isInTouch: boolean;
  /** What its operator should know of it, as its /readyz tells. */
  notes: string[];
}

/** Every instance on a database, those that are in touch first. One that ended in order is none any more. */
export function listInstances({ db }: { db: Queryable }): Promise<InstanceView[]> {
  return selectInstances(db, DEAD_AFTER_MS);
}
