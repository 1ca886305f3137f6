import { DEFAULT_ENDPOINT } from "@/lib/endpoints";
import type { AdmitRequest } from "@/lib/enforcement/decision/admission";
import { printMeasured } from "../measured";
import { startEngine } from "../quiet-engine";
import { quantile } from "../statistics";

/* Admits one warm key again and again. Takes a database, the key's hash, and how often. */

const [databaseUrl = "", hash = "", times = "0"] = process.argv.slice(2);
const { engine, stop } = await startEngine(databaseUrl);

const request = (): AdmitRequest => ({
  presented: { form: "hash", hash },
  ip: "192.0.2.1",
  method: "GET",
  path: "/api/v1/orders",
  userAgent: "bench",
  endpoint: DEFAULT_ENDPOINT,
  startedAt: performance.now(),
});

/** As many as a busy turn of the event loop has; then timers and sockets get theirs. */
const PER_TURN = 32;
const MAX_BACKLOG = 20_000;
const WARM_UP = 20_000;

const admitUs: number[] = [];
const recordUs: number[] = [];
let refused = 0;
for (let n = 0; n < WARM_UP + Number(times); n++) {
  const asked = request();
  const t0 = performance.now();
  const admission = await engine.admit(asked);
  const t1 = performance.now();
  if (!admission.verdict.admitted) refused++;
  engine.record(admission, { status: 200, code: null, credits: 1 });
  const t2 = performance.now();
  if (n >= WARM_UP) {
    admitUs.push((t1 - t0) * 1000);
    recordUs.push((t2 - t1) * 1000);
  }
  if (n % PER_TURN === 0) await new Promise((resume) => setImmediate(resume));
  while (engine.writer.backlog > MAX_BACKLOG) await new Promise((resume) => setTimeout(resume, 10));
}
printMeasured({
  admit: { p50: quantile(admitUs, 0.5), p99: quantile(admitUs, 0.99) },
  record: { p50: quantile(recordUs, 0.5), p99: quantile(recordUs, 0.99) },
  refused,
});
await stop();
