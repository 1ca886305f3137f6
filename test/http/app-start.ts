import { onTestFinished } from "vitest";
import type { FrontDoor } from "./front-door";

/** An app on its first start, as the front door sees it, until the test says what becomes of it. */
export interface AppStart {
  /** How many requests have begun to wait for it. */
  readonly awaited: number;
  comesUp(): void;
  /** It has ended before it was up. */
  fails(): void;
  /** It is up after all; also for the tests that follow. */
  restore(): void;
}

/** Has the app of a front door be on its first start. */
export function beginAppStart({ app }: FrontDoor): AppStart {
  const { upstream, firstStart } = app;
  let settle!: () => void;
  let awaited = 0;
  const started = new Promise<void>((resolve) => (settle = resolve));
  const restore = () => void Object.assign(app, { upstream, state: "up", firstStart });
  Object.assign(app, {
    upstream: null,
    state: "starting",
    firstStart: () => (awaited++, started),
  });
  onTestFinished(restore);
  return {
    get awaited() {
      return awaited;
    },
    comesUp() {
      restore();
      settle();
    },
    fails() {
      app.state = "down";
      settle();
    },
    restore,
  };
}
