import type { Served } from "../bed";
import { pagesOf } from "../dashboard/pages";
import type { Seeded } from "../dashboard/seeded";
import { type Ongoing, startInChild } from "../measured";

/** What many do at once, each one thing after another. */
export type CrowdTask = { origin: string; clients: number } & (
  | { does: "read pages"; paths: string[]; cookie: string }
  | { does: "guess passwords" }
  | { does: "send actions"; bytes: number }
);

export interface CrowdTimes {
  /** Of one thing that was done, in milliseconds. */
  p50Ms: number;
  /** Things done in a second, by all together. */
  perSecond: number;
  /** What was answered with 503. */
  refused: number;
}

/** Who looks at the pages while the API is measured. */
export interface Crowd {
  /** For titles. */
  who: string;
  /** What they do, for titles. */
  what: string;
  task(server: Served & { cookie: string; seeded: Seeded }): CrowdTask;
}

export const VIEWERS: Crowd = {
  who: "4 viewers of the dashboard",
  what: "pages",
  task: ({ origin, cookie, seeded }) => ({
    origin,
    clients: 4,
    does: "read pages",
    paths: pagesOf(seeded).map(({ path }) => path),
    cookie,
  }),
};

export const SIGN_IN_READERS: Crowd = {
  who: "16 strangers on /sign-in",
  what: "pages",
  task: ({ origin }) => ({
    origin,
    clients: 16,
    does: "read pages",
    paths: ["/sign-in"],
    cookie: "",
  }),
};

export const PASSWORD_GUESSERS: Crowd = {
  who: "16 strangers who try to sign in",
  what: "tries",
  task: ({ origin }) => ({ origin, clients: 16, does: "guess passwords" }),
};

/** As much as a stranger may send, and of what costs most to look into. */
export const ACTION_SENDERS: Crowd = {
  who: "16 strangers who send actions of 64 KiB",
  what: "actions",
  task: ({ origin }) => ({ origin, clients: 16, does: "send actions", bytes: 64 * 1024 }),
};

/** Lets a crowd in; it is there once the first of them was answered. */
export const startCrowd = (task: CrowdTask): Promise<Ongoing<CrowdTimes>> =>
  startInChild<CrowdTimes>("isolation/crowd-client.ts", JSON.stringify(task));
