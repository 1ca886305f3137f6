import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { DeadlineError, withDeadline } from "./deadline";

/** Somebody else, who answers as soon as asked, whatever this thread does. */
async function answering(): Promise<Worker> {
  const script = `
    const { parentPort } = require("node:worker_threads");
    parentPort.on("message", () => parentPort.postMessage("an answer"));
    parentPort.postMessage("ready");
  `;
  const worker = new Worker(script, { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  await once(worker, "message");
  return worker;
}

/** Keeps this thread from whatever is due, so that its timers come before what has arrived. */
async function block(ms: number): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test("an answer that came in time counts, though this process was too busy to read it in time", async () => {
  const worker = await answering();
  const answer = once(worker, "message");
  worker.postMessage("a question");
  const awaited = withDeadline(answer, 100, "an answer");
  await block(500);
  expect(await awaited).toEqual(["an answer"]);
});

test("what does not come in time fails, and says what it was", async () => {
  const never = new Promise(() => {});
  const failed = withDeadline(never, 20, "an answer").catch((error: unknown) => error);
  expect(await failed).toBeInstanceOf(DeadlineError);
  expect(String(await failed)).toContain("an answer took longer than 20 ms");
});
