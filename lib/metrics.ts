import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { AppState } from "@/lib/app-process/app-process";
import type { Vitals } from "@/lib/app-process/messages";

interface AppGauges {
  state: AppState;
  restarts: number;
  /** Null where it is not up. */
  vitals: Vitals | null;
}

/** What is measured, in Prometheus's terms. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Counter({
    name: "latchkey_requests_total",
    help: "Requests to the keyed API and to /api/verify, by outcome.",
    labelNames: ["outcome"],
    registers: [this.registry],
  });
  private readonly duration = new Histogram({
    name: "latchkey_time_to_first_byte_seconds",
    help: "From a request's arrival to the first byte of its answer.",
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  /** By outcome: looking a label up again for each request costs as much as counting it. */
  private readonly counts = new Map<string, Counter.Internal>();
  private readonly durations: Histogram.Internal<string>;

  /** @param gauges read when the metrics are asked for */
  constructor(gauges: {
    backlog(): number;
    cachedKeys(): number;
    inTouch(): boolean;
    planLimitsDegraded(): boolean;
    unrecorded(): number;
    frontDoor(): Vitals;
    pagesInUse(): number;
    app(): AppGauges;
  }) {
    collectDefaultMetrics({ register: this.registry });
    this.durations = this.duration.labels();
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(read());
        },
      });
    gauge("latchkey_log_backlog_rows", "Log rows not yet in the database.", gauges.backlog);
    gauge("latchkey_cached_keys", "Keys held in memory.", gauges.cachedKeys);
    gauge("latchkey_database_in_touch", "1 while the database answers heartbeats.", () =>
      gauges.inTouch() ? 1 : 0,
    );
    gauge(
      "latchkey_plan_limits_degraded",
      "1 while this instance enforces its share of the plan limits by itself: Redis is lost, or there are several and none is set.",
      () => (gauges.planLimitsDegraded() ? 1 : 0),
    );
    gauge(
      "latchkey_blocked_unrecorded",
      "Requests of blocked addresses whose key was not looked up, so that no log has them.",
      gauges.unrecorded,
    );
    gauge("latchkey_app_up", "1 while the app's process takes requests.", () =>
      gauges.app().state === "up" ? 1 : 0,
    );
    this.states(() => gauges.app().state);
    gauge(
      "latchkey_app_restarts",
      "How often the app's process was started again.",
      () => gauges.app().restarts,
    );
    gauge(
      "latchkey_pages_in_use",
      "Requests for pages that are in the app or wait for it.",
      gauges.pagesInUse,
    );
    this.perProcess(gauges);
  }

  /** One that has not come up yet is nobody's fault; one that is down is. */
  private states(current: () => AppState): void {
    const known: AppState[] = ["starting", "up", "down", "ended"];
    new Gauge({
      name: "latchkey_app_state",
      help: "1 for the state in which the app's process is.",
      labelNames: ["state"],
      registers: [this.registry],
      collect() {
        for (const state of known) this.set({ state }, state === current() ? 1 : 0);
      },
    });
  }

  /** Of the app only what it has said while it is up. */
  private perProcess({ frontDoor, app }: { frontDoor(): Vitals; app(): AppGauges }): void {
    const both = (name: string, help: string, of: (vitals: Vitals) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ["process"],
        registers: [this.registry],
        collect() {
          this.reset();
          this.set({ process: "front-door" }, of(frontDoor()));
          const { vitals } = app();
          if (vitals) this.set({ process: "app" }, of(vitals));
        },
      });
    both(
      "latchkey_event_loop_delay_p99_seconds",
      "How long a process kept what was due waiting, in the last 10 to 20 seconds.",
      ({ eventLoopDelayP99Ms }) => eventLoopDelayP99Ms / 1000,
    );
    both(
      "latchkey_resident_memory_bytes",
      "Memory that a process takes.",
      ({ residentBytes }) => residentBytes,
    );
  }

  /** Counts an answer. @param durationMs to its first byte */
  answered(outcome: string, durationMs: number): void {
    let count = this.counts.get(outcome);
    if (!count) this.counts.set(outcome, (count = this.requests.labels(outcome)));
    count.inc();
    this.durations.observe(durationMs / 1000);
  }

  /** The Prometheus text format, and its content type. */
  async text(): Promise<{ body: string; contentType: string }> {
    return { body: await this.registry.metrics(), contentType: this.registry.contentType };
  }
}
