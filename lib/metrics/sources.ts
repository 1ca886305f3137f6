import { statfs } from "node:fs/promises";
import { countTheDead, type TheDead } from "@/db/queries/enforcement";
import type { AppProcess, AppState } from "@/lib/app-process/app-process";
import type { Vitals } from "@/lib/app-process/messages";
import { askedSeldom } from "./asked-seldom";
import { DEAD_AFTER_MS } from "@/lib/enforcement/instance/change-feed";
import { withDeadline } from "@/lib/time/deadline";
import type { EngineFigures } from "@/lib/enforcement/instance/engine-figures";
import type { Upstream } from "@/lib/gateway/upstream";
import type { UpstreamErrors } from "@/lib/gateway/upstream-errors";
import { enforcesShare, type Instance } from "@/lib/instance/instance";
import { type SetAside, setAsideIn } from "@/lib/requests/journal/set-aside";
import { VERSION } from "@/lib/settings/version";

/** Of the disk with the data directory; bytes. */
export interface DiskFigures {
  free: number;
  size: number;
}

/** Keyed requests that are under way, that wait, and that were refused because too many were. */
export interface LoadFigures {
  readonly underWay: number;
  readonly waiting: number;
  readonly shed: number;
}

/** Where metrics are read from, each time they are asked for. Null: not known now, and not told. */
export interface MetricsSources {
  /** As package.json has it. */
  version: string;
  engine(): EngineFigures;
  planLimitsDegraded(): boolean;
  /** Days after today for which the log has a table; -1: today has none. */
  logDaysAhead(): number | null;
  theDead(): Promise<TheDead | null>;
  setAside(): Promise<SetAside | null>;
  disk(): Promise<DiskFigures | null>;
  frontDoor(): Vitals;
  app(): {
    state: AppState;
    restarts: number;
    /** Null where it is not up. */
    vitals: Vitals | null;
    errors: UpstreamErrors;
  };
  /** Of the operator's service; null where none is configured. */
  serviceErrors(): UpstreamErrors | null;
  pagesInUse(): number;
  load(): LoadFigures;
  /** Wrong service tokens that were sent. */
  wrongServiceTokens(): number;
}

/** So often at most the database is asked, however many ask for metrics. */
const ASKED_EVERY_MS = 30_000;
/** Who asks for metrics does not wait for a database that is slow. */
const DATABASE_DEADLINE_MS = 1_000;

/** What an instance with both of its processes consists of, as far as it is measured. */
export interface MeasuredParts {
  instance: Pick<Instance, "engine" | "maintenance" | "sharedPlanLimits" | "sql">;
  /** Where the journals lie. */
  journalRoot: string;
  app: Pick<AppProcess, "state" | "restarts" | "lastVitals" | "upstreamErrors">;
  service: Upstream | null;
  gate: { readonly inUse: number };
  load: LoadFigures;
  callers: { readonly failures: number };
  /** Of the front door's process. */
  vitals(): Vitals;
}

/** The metrics' sources in an instance that serves. */
export function metricsSources(parts: MeasuredParts): MetricsSources {
  const { instance, journalRoot, app, service, gate, load, callers, vitals } = parts;
  const { engine, sql } = instance;
  const readTheDead = () =>
    withDeadline(countTheDead(sql, DEAD_AFTER_MS), DATABASE_DEADLINE_MS, "counting the dead");
  const readDisk = async () => {
    const { bavail, blocks, bsize } = await statfs(journalRoot);
    return { free: bavail * bsize, size: blocks * bsize };
  };
  const setAside = setAsideIn(journalRoot);
  return {
    version: VERSION,
    engine: () => engine.figures(),
    planLimitsDegraded: () => enforcesShare(instance),
    logDaysAhead: () => instance.maintenance.daysAhead,
    theDead: askedSeldom(readTheDead, ASKED_EVERY_MS),
    // What cannot be read is not known, and the other metrics are told all the same.
    setAside: () => setAside().catch(() => null),
    disk: () => readDisk().catch(() => null),
    frontDoor: vitals,
    app: () => ({
      state: app.state,
      restarts: app.restarts,
      vitals: app.lastVitals,
      errors: app.upstreamErrors,
    }),
    serviceErrors: () => service?.errors ?? null,
    pagesInUse: () => gate.inUse,
    load: () => load,
    wrongServiceTokens: () => callers.failures,
  };
}
