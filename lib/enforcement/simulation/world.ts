import { byQuota } from "@/lib/quota-windows";
import type { Quotas } from "../decision/facts";
import type { Chance } from "./chance";
import type { DatabaseModel } from "./database-model";
import type { InstanceModel } from "./instance-model";
import type { SlidingLog } from "./sliding-log";
import type { VirtualTime } from "./virtual-time";

/** How the world misbehaves; probabilities and milliseconds. */
export interface Weather {
  /** The longest way to the database and back, one way. */
  wayMs: number;
  /** A statement takes seconds. */
  stalls: number;
  /** A statement fails before the database heard of it. */
  lostQuestions: number;
  /** A statement is done, and its answer is lost. */
  lostAnswers: number;
  /** A notice is not heard by an instance. */
  lostNotices: number;
  /** The plan's limits refuse a request after its admission was reserved. */
  planRefusals: number;
}

export const FAIR: Weather = {
  wayMs: 3,
  stalls: 0,
  lostQuestions: 0,
  lostAnswers: 0,
  lostNotices: 0,
  planRefusals: 0,
};

/** What all instances of a run share. */
export interface World {
  time: VirtualTime;
  chance: Chance;
  weather: Weather;
  database: DatabaseModel;
  truth: SlidingLog;
  instances: InstanceModel[];
  /** The folder of all journals. */
  root: string;
  /** Each process in a container of its own, with the folder of journals in common: others see its heartbeat alone. */
  areContainers: boolean;
  /** Processes that run. */
  running: Set<number>;
  /** Statements on their way that will happen whoever has died. */
  outliving: number;
  keyIds: readonly string[];
  /** What a process saw that must never be. */
  faults: string[];
  /** Unix milliseconds by the database's clock. */
  databaseNow(): number;
}

export const NO_QUOTAS: Quotas = byQuota(() => null);
