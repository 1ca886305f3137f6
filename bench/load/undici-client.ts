import { readFileSync } from "node:fs";
import { type Dispatcher, Pool } from "undici";
import type { Load, LoadResult } from "./load";

/* A load in a process of its own: takes a Load as JSON, prints a LoadResult as JSON. */

const load = JSON.parse(process.argv[2] ?? "{}") as Load;
const { origin, pathname, search } = new URL(load.url);
const pool = new Pool(origin, { connections: load.connections, pipelining: 1 });
const keys = load.keysFile ? readFileSync(load.keysFile, "utf8").trim().split("\n") : [];

const result: LoadResult = { requestsPerSecond: 0, requests: 0, refused: 0, errors: 0 };
let next = 0;
const startedAt = performance.now();
const endsAt = startedAt + load.seconds * 1000;

function send(done: () => void): void {
  if (performance.now() >= endsAt) return done();
  const key = keys[next++ % keys.length];
  const options: Dispatcher.DispatchOptions = {
    path: pathname + search,
    method: load.method ?? "GET",
    headers: key === undefined ? load.headers : { ...load.headers, "x-api-key": key },
    body: load.body,
  };
  pool.dispatch(options, {
    onRequestStart() {},
    onResponseStart(_controller, status) {
      if (status >= 400) result.refused++;
    },
    onResponseData() {},
    onResponseEnd() {
      result.requests++;
      send(done);
    },
    onResponseError() {
      result.errors++;
      setTimeout(() => send(done), 10);
    },
  });
}

await Promise.all(
  Array.from({ length: load.connections }, () => new Promise<void>((done) => send(done))),
);
result.requestsPerSecond = (result.requests / (performance.now() - startedAt)) * 1000;
await pool.destroy();
process.stdout.write(JSON.stringify(result));
