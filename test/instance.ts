import type { Database } from "@/db/client";
import { instances } from "@/db/schema/operations";
import { uuidv7 } from "@/lib/ids";

/** An instance that only the database knows of: it may hold leases, and nobody here adopts it. */
export async function makeInstance(db: Database, id = uuidv7()): Promise<string> {
  await db.insert(instances).values({ id, host: "elsewhere", pid: 1, journalDir: "/nowhere" });
  return id;
}
