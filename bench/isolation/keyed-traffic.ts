import { type Dispatcher, Pool } from "undici";
import { printMeasured } from "../measured";
import { quantile } from "../statistics";

/*
 * Keyed requests at a constant rate, whatever becomes of those before: an open loop. Each is timed
 * from the moment at which it was meant to be sent, so a server that stalls is charged for all that
 * would have come meanwhile. In a process of its own; takes Traffic as JSON, prints TrafficTimes.
 */

export interface Traffic {
  origin: string;
  path: string;
  /** Sent in turn. */
  keys: string[];
  perSecond: number;
  /** Sent at the same rate before, and not counted. */
  warmUpSeconds: number;
  seconds: number;
}

export interface TrafficTimes {
  p50Ms: number;
  p99Ms: number;
  /** What was not answered with 200. */
  failed: number;
  /** One of these, for the report. */
  failure: string | null;
}

/** More than ever wait at once: what waits for a connection would be a queue of the client's. */
const CONNECTIONS = 512;

const traffic = JSON.parse(process.argv[2] ?? "{}") as Traffic;
const { origin, path, keys, perSecond } = traffic;
const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
const everyMs = 1000 / perSecond;
const uncounted = perSecond * traffic.warmUpSeconds;
const total = uncounted + perSecond * traffic.seconds;

const tookMs: number[] = [];
let failed = 0;
let failure: string | null = null;

function send(n: number, intendedMs: number, done: () => void): void {
  const fail = (why: string) => {
    failed++;
    failure ??= why;
  };
  const options: Dispatcher.DispatchOptions = {
    path,
    method: "GET",
    headers: { "x-api-key": keys[n % keys.length]! },
  };
  pool.dispatch(options, {
    onRequestStart() {},
    onResponseStart(_controller, status) {
      if (status !== 200) fail(`status ${status}`);
    },
    onResponseData() {},
    onResponseEnd() {
      if (n >= uncounted) tookMs.push(performance.now() - intendedMs);
      done();
    },
    onResponseError(_controller, error) {
      fail(error.message);
      done();
    },
  });
}

await new Promise<void>((resolve) => {
  const startedMs = performance.now();
  const intendedMs = (n: number) => startedMs + n * everyMs;
  let sent = 0;
  let answered = 0;
  const done = () => {
    if (++answered === total) resolve();
  };
  const sendDue = () => {
    while (sent < total && intendedMs(sent) <= performance.now()) {
      send(sent, intendedMs(sent), done);
      sent++;
    }
    if (sent < total) setTimeout(sendDue, intendedMs(sent) - performance.now());
  };
  sendDue();
});
await pool.destroy();
printMeasured({
  p50Ms: quantile(tookMs, 0.5),
  p99Ms: quantile(tookMs, 0.99),
  failed,
  failure,
} satisfies TrafficTimes);
