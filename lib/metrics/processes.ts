import type { AppState } from "@/lib/app-process/app-process";
import type { Vitals } from "@/lib/app-process/messages";
import { UPSTREAM_ERROR_KINDS, type UpstreamErrors } from "@/lib/gateway/upstream-errors";
import type { Instruments, Labelled } from "./instruments";
import type { MetricsSources } from "./sources";

/** One that has not come up yet is nobody's fault; one that is down is. */
const APP_STATES: AppState[] = ["starting", "up", "down", "ended"];

/** What runs: both processes, what is under way in them, and what they ask of others. */
export function processMetrics(instruments: Instruments, sources: MetricsSources): void {
  const { version, app, load, pagesInUse } = sources;
  instruments.gauges(
    "latchkey_build_info",
    "1, with the version of Latchkey and of Node.js.",
    ["version", "node"],
    () => [[{ version, node: process.versions.node }, 1]],
  );
  instruments.gauge(
    "latchkey_app_up",
    "1 while the app's process takes requests.",
    () => +(app().state === "up"),
  );
  instruments.gauges(
    "latchkey_app_state",
    "1 for the state in which the app's process is.",
    ["state"],
    () => APP_STATES.map((state) => [{ state }, +(state === app().state)]),
  );
  instruments.gauge(
    "latchkey_app_restarts",
    "How often the app's process was started again.",
    () => app().restarts,
  );
  instruments.gauge(
    "latchkey_pages_in_use",
    "Requests for pages that are in the app or wait for it.",
    pagesInUse,
  );
  instruments.gauge(
    "latchkey_keyed_in_flight",
    "Requests with a key that are under way: from their arrival until their answer has left.",
    () => load().underWay,
  );
  instruments.gauge(
    "latchkey_keyed_waiting",
    "Of these, the ones that wait for a turn in the app's process.",
    () => load().waiting,
  );
  instruments.counter(
    "latchkey_shed_total",
    "Requests with a key that were refused because too many were under way.",
    () => load().shed,
  );
  upstreamErrors(instruments, sources);
  perProcess(instruments, sources);
}

function upstreamErrors(
  instruments: Instruments,
  { app, serviceErrors }: Pick<MetricsSources, "app" | "serviceErrors">,
): void {
  const labelled = (upstream: string, errors: UpstreamErrors): Labelled =>
    UPSTREAM_ERROR_KINDS.map((kind) => [{ upstream, kind }, errors[kind]]);
  instruments.counters(
    "latchkey_upstream_errors_total",
    "What went wrong with the operator's service and with the app: no connection, no answer in time, a connection that was ended, an answer that cannot be passed on.",
    ["upstream", "kind"],
    () => {
      const service = serviceErrors();
      return [...(service ? labelled("service", service) : []), ...labelled("app", app().errors)];
    },
  );
}

/** Of the app only what it has said while it is up. */
function perProcess(
  instruments: Instruments,
  { frontDoor, app }: Pick<MetricsSources, "frontDoor" | "app">,
): void {
  const both = (of: (vitals: Vitals) => number) => (): Labelled => {
    const { vitals } = app();
    return [
      [{ process: "front-door" }, of(frontDoor())],
      ...(vitals ? ([[{ process: "app" }, of(vitals)]] as const) : []),
    ];
  };
  const labels = ["process"];
  instruments.gauges(
    "latchkey_event_loop_delay_p99_seconds",
    "How long a process kept what was due waiting, in the last 10 to 20 seconds.",
    labels,
    both(({ eventLoopDelayP99Ms }) => eventLoopDelayP99Ms / 1000),
  );
  instruments.gauges(
    "latchkey_resident_memory_bytes",
    "Memory that a process takes.",
    labels,
    both(({ residentBytes }) => residentBytes),
  );
  instruments.gauges(
    "latchkey_database_waiting",
    "Statements and transactions that wait for a connection to the database now.",
    labels,
    both(({ databaseWaits }) => databaseWaits.waiting),
  );
  instruments.gauges(
    "latchkey_database_longest_wait_seconds",
    "For how long the one of these has waited that has waited longest.",
    labels,
    both(({ databaseWaits }) => databaseWaits.longestForMs / 1000),
  );
  instruments.counters(
    "latchkey_database_waits_total",
    "Statements and transactions that had to wait for a connection for 5 ms or longer.",
    labels,
    both(({ databaseWaits }) => databaseWaits.waits),
  );
  instruments.counters(
    "latchkey_database_wait_seconds_total",
    "What all of these waited together.",
    labels,
    both(({ databaseWaits }) => databaseWaits.waitedMs / 1000),
  );
}
