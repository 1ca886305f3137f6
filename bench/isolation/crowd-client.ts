import { randomInt, randomUUID } from "node:crypto";
import { Pool } from "undici";
import { printMeasured, sayStarted, untilToldToFinish } from "../measured";
import { tryToSignIn } from "../sign-in";
import { quantile } from "../statistics";
import type { CrowdTask, CrowdTimes } from "./crowd";

/* People who look at pages, guess passwords or send what no page of ours would, each one thing after another, until told to finish. */

const task = JSON.parse(process.argv[2] ?? "{}") as CrowdTask;
const { origin, clients } = task;
const pool = new Pool(origin, { connections: clients, pipelining: 1 });

const bytes = task.does === "send actions" ? task.bytes : 0;
/** Bodies of actions: tens of thousands of empty lists, and one text of signs that are escaped. */
const asManyValues = `[{"ids":[${"[],".repeat(Math.max(0, bytes - 20) / 3)}[]]}]`;
const asLongText = JSON.stringify([{ text: '"'.repeat(Math.max(0, bytes - 20) / 2) }]);

/** The n-th thing that somebody does. @returns the status */
async function act(who: number, n: number): Promise<number> {
  if (task.does === "guess passwords") {
    // Somebody else each time, from elsewhere: after a few guesses one is told to wait instead.
    const ip = `198.18.${randomInt(256)}.${randomInt(256)}`;
    const guess = { email: `${randomUUID()}@bench.local`, password: "not the password" };
    const { status } = await tryToSignIn(pool, origin, guess, { "x-forwarded-for": ip });
    return status === 401 ? 200 : status;
  }
  if (task.does === "send actions") {
    const { statusCode, body } = await pool.request({
      path: "/sign-in",
      method: "POST",
      headers: { "content-type": "text/plain;charset=UTF-8", "next-action": "0".repeat(42) },
      body: n % 2 === 0 ? asManyValues : asLongText,
    });
    await body.dump({ limit: Infinity });
    // The first is refused here by the front door, the second by the app, which has no such action.
    return statusCode === 503 ? statusCode : 200;
  }
  // Nobody reads the same page as the others at the same time.
  const { paths, cookie } = task;
  const at = n + Math.floor((who * paths.length) / clients);
  const answer = await pool.request({
    path: paths[at % paths.length]!,
    method: "GET",
    headers: { cookie, accept: "text/html", "accept-encoding": "gzip, br" },
  });
  await answer.body.dump({ limit: Infinity });
  return answer.statusCode;
}

let isOver = false;
const tookMs: number[] = [];
let refused = 0;
let started = () => {};
const firstAnswer = new Promise<void>((resolve) => (started = resolve));

async function live(who: number): Promise<void> {
  for (let n = 0; !isOver; n++) {
    const startedMs = performance.now();
    const status = await act(who, n);
    if (status === 200) tookMs.push(performance.now() - startedMs);
    else if (status === 503) refused++;
    else throw new Error(`somebody who was to ${task.does} was answered with ${status}`);
    started();
  }
}

const beganMs = performance.now();
const lives = Promise.all(Array.from({ length: clients }, (_, who) => live(who)));
await Promise.race([firstAnswer, lives]);
sayStarted();
await Promise.race([untilToldToFinish(), lives]);
isOver = true;
const perSecond = (tookMs.length / (performance.now() - beganMs)) * 1000;
await lives;
await pool.close();
printMeasured({ p50Ms: quantile(tookMs, 0.5), perSecond, refused } satisfies CrowdTimes);
