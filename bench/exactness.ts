import { openSql } from "@/db/client";
import { QUOTA_NAMES, quotaCode } from "@/lib/quota-windows";
import { Client, NOWHERE } from "./ask";
import type { Figure } from "./figure";
import { makeKeys } from "./keys";
import { summarise } from "./statistics";

const INSTANCES = 3;
const CLIENTS = 300;
/** Longer than any instance believes that a quota is reached while others hold leases. */
const AGAIN_MS = 700;
const LOGGED_MS = 10_000;

/** All clients at once until each is refused; then again until nobody is let in any more. */
async function countAdmitted(clients: readonly Client[], secret: string): Promise<number> {
  const headers = { "X-API-Key": secret };
  let admitted = 0;
  const untilRefused = async (client: Client) => {
    for (;;) {
      const { status, code } = await client.ask(NOWHERE, headers);
      if (status === 404) admitted++;
      else if (code?.startsWith("quota_")) return;
      else throw new Error(`a client was answered with ${status} ${code}`);
    }
  };
  await Promise.all(
    Array.from({ length: CLIENTS }, (_, n) => untilRefused(clients[n % clients.length]!)),
  );
  for (let quietTurns = 0; quietTurns < 2;) {
    const before = admitted;
    await new Promise((resume) => setTimeout(resume, AGAIN_MS));
    await Promise.all(clients.map(untilRefused));
    quietTurns = admitted === before ? quietTurns + 1 : 0;
  }
  return admitted;
}

/** How many is one too many: a quota under a crowd, on several instances. */
export const exactness: Figure = {
  name: "exactness",
  async measure(bed) {
    const limit = bed.isQuick ? 1_000 : 3_000;
    const database = await bed.database();
    const keys = await makeKeys(database, { count: bed.isQuick ? 2 : 8, quotas: false });
    const sql = openSql({ url: database, max: 1, name: "latchkey-bench" });
    const servers = [];
    for (let n = 0; n < INSTANCES; n++) servers.push(await bed.latchkey(database));
    const clients = servers.map(({ origin }) => new Client(origin, CLIENTS / INSTANCES));
    const offBy: number[] = [];
    for (const [n, key] of keys.entries()) {
      const quota = sql(quotaCode(QUOTA_NAMES[n % QUOTA_NAMES.length]!));
      await sql`update api_keys set ${quota} = ${limit} where id = ${key.id}`;
      const admitted = await countAdmitted(clients, key.secret);
      const logged = await loggedOf(key.id, limit);
      offBy.push(Math.max(Math.abs(admitted - limit), Math.abs(logged - limit)));
    }
    async function loggedOf(keyId: string, enough: number): Promise<number> {
      const until = performance.now() + LOGGED_MS;
      for (;;) {
        const [row] = await sql<Array<{ n: number }>>`
          select count(*)::int as n from request_logs where key_id = ${keyId} and counted`;
        if (row!.n >= enough || performance.now() > until) return row!.n;
        await new Promise((resume) => setTimeout(resume, 100));
      }
    }
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all(servers.map((server) => server.stop()));
    await sql.end();
    return [
      {
        title: `quota of ${limit.toLocaleString("en")}: admitted beside it`,
        value: { ...summarise(offBy), median: Math.max(...offBy) },
        unit: "requests",
        mustReach: { atMost: 0 },
        note: `${CLIENTS} clients at once on ${INSTANCES} instances, ${keys.length} times, one window after the other; the worst of clients' count and log rows against the quota`,
      },
    ];
  },
};
