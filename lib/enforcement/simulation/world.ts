import { byQuota } from "@/lib/quota-windows";
import type { RequestRow } from "@/lib/requests/journal/row";
import type { KeyFacts, Quotas } from "../decision/facts";
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
  /** A recall is not heard by an instance. */
  lostRecalls: number;
  /** The plan's limits refuse a request after its admission was reserved. */
  planRefusals: number;
}

export const FAIR: Weather = {
  wayMs: 3,
  stalls: 0,
  lostQuestions: 0,
  lostAnswers: 0,
  lostRecalls: 0,
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
  /** Rows that survive a crash, by instance. */
  journals: Map<string, RequestRow[]>;
  keyIds: readonly string[];
  /** What a process saw that must never be. */
  faults: string[];
  /** The key as the database has it now. */
  factsOf(keyId: string): KeyFacts;
  /** Unix milliseconds by the database's clock. */
  databaseNow(): number;
}

export const NO_QUOTAS: Quotas = byQuota(() => null);
