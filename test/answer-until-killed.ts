import { writeSync } from "node:fs";
import { Engine } from "@/lib/enforcement/instance/engine";
import { MemoryPlanLimits } from "../lib/enforcement/plan-limits/memory";
import { openPostgresStore } from "../lib/enforcement/postgres-store";

// A process that does what a server does with its engine, as fast as it can: judges a request,
// records it, answers it. An answer is a line on standard output, written in one piece: the
// request's id, its key's hash and what became of it. It goes on until somebody kills it.
const { databaseUrl, journalRoot, hashes, callers } = JSON.parse(process.argv[2] ?? "{}") as {
  databaseUrl: string;
  journalRoot: string;
  hashes: string[];
  callers: number;
};
const log = { info: () => {}, warn: () => {}, error: () => {} };
const engine = new Engine({
  store: openPostgresStore(databaseUrl),
  journalRoot,
  ipBlock: null,
  planLimits: new MemoryPlanLimits(),
  log,
});
await engine.start();

for (let caller = 0; caller < callers; caller++) void call(caller);

async function call(turn: number): Promise<void> {
  for (;;) {
    const hash = hashes[turn++ % hashes.length]!;
    const admission = await engine.admit({
      presented: { form: "hash", hash },
      ip: "203.0.113.7",
      method: "GET",
      path: "/api/v1/echo",
      userAgent: null,
      endpoint: { credits: 1, free: false },
      startedAt: performance.now(),
    });
    const { verdict, requestId } = admission;
    const code = verdict.admitted ? null : verdict.code;
    const answer = { status: code ? 401 : 200, code, credits: 1 };
    const tell = () => writeSync(1, `${requestId} ${hash} ${code ?? "admitted"}\n`);
    // Both ways in which a server records: by itself, and with all others of this turn.
    if (turn % 2 === 0) {
      engine.record(admission, answer);
      tell();
      await new Promise((resume) => setImmediate(resume));
    } else {
      const error = await new Promise<Error | null>((then) =>
        engine.recordThen(admission, answer, then),
      );
      if (!error) tell();
    }
  }
}
