import { Pool } from "undici";

/*
 * Clients that ask again as soon as they are answered, in a process of their own. Takes a ClosedLoop as JSON, prints
 * what became of it as JSON.
 */

export interface ClosedLoop {
  url: string;
  key: string;
  clients: number;
  seconds: number;
}

/** Milliseconds of each answer, by status. */
export type Answers = Record<string, number[]>;

const asked = JSON.parse(process.argv[2] ?? "{}") as ClosedLoop;
const { origin, pathname } = new URL(asked.url);
const pool = new Pool(origin, { connections: asked.clients, pipelining: 1 });
const answers: Answers = {};
const note = (status: string, tookMs: number) =>
  (answers[status] ??= []).push(Math.round(tookMs * 10) / 10);
const endsAt = performance.now() + asked.seconds * 1000;

function ask(done: () => void): void {
  const startedAt = performance.now();
  if (startedAt >= endsAt) return done();
  let status = 0;
  pool.dispatch(
    { path: pathname, method: "GET", headers: { "x-api-key": asked.key } },
    {
      onRequestStart() {},
      onResponseStart(_controller, code) {
        status = code;
      },
      onResponseData() {},
      onResponseEnd() {
        note(String(status), performance.now() - startedAt);
        ask(done);
      },
      onResponseError() {
        note("broken", performance.now() - startedAt);
        setTimeout(() => ask(done), 10);
      },
    },
  );
}

await Promise.all(
  Array.from({ length: asked.clients }, () => new Promise<void>((done) => ask(done))),
);
await pool.destroy();
process.stdout.write(JSON.stringify(answers));
