import { randomUUID } from "node:crypto";
import { withDeadline } from "@/lib/time/deadline";
import { appToken } from "@/lib/env";
import { type FromApp, type Question, ToApp } from "./messages";

/*
 * The app's end of the channel. `process` is the one thing that server files and Next's bundles, which are
 * module graphs of their own, have in common: each listens for its own answers.
 */

const waiting = new Map<string, (value: string) => void>();
let isListening = false;

function listen(): void {
  if (isListening) return;
  isListening = true;
  process.on("message", (raw) => {
    const message = ToApp.safeParse(raw);
    if (!message.success || message.data.type !== "answer") return;
    const { id, value } = message.data;
    waiting.get(id)?.(value);
    waiting.delete(id);
  });
}

/** Whether a front door has started this process, and is there. Others have a channel to their parents, too. */
export const hasFrontDoor = (): boolean => process.connected && appToken() !== undefined;

/** Says something to the front door; nothing where there is none, or none any more. */
export function tellFrontDoor(message: FromApp): void {
  if (process.connected) process.send!(message, undefined, {}, () => {});
}

/**
 * Asks the front door.
 *
 * @param deadlineMs how long the answer may take
 * @throws {DeadlineError} when it takes longer
 */
export async function askFrontDoor(question: Question, deadlineMs: number): Promise<string> {
  listen();
  const id = randomUUID();
  const answer = new Promise<string>((resolve) => waiting.set(id, resolve));
  tellFrontDoor({ type: "question", id, question });
  try {
    return await withDeadline(answer, deadlineMs, "the front door's answer");
  } finally {
    waiting.delete(id);
  }
}
