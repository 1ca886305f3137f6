import { STATUS_CODES } from "node:http";
import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";
import { instanceMetrics } from "./instance";
import { Instruments } from "./instruments";
import { processMetrics } from "./processes";
import type { MetricsSources } from "./sources";

/** The client left before it was answered: of ours, see logged.ts. */
const NO_ANSWER = 499;
/** A service may answer any three digits: what no standard knows is one label. */
const labelOf = (status: number): string =>
  status === NO_ANSWER || STATUS_CODES[status] !== undefined ? String(status) : "other";

/** Counts that are found by outcome and status: to look labels up for each request costs as much as to count. */
class Tally {
  private readonly byOutcome = new Map<string, Map<number, Counter.Internal>>();

  constructor(private readonly find: (outcome: string, status: string) => Counter.Internal) {}

  count(outcome: string, status: number): void {
    let byStatus = this.byOutcome.get(outcome);
    if (!byStatus) this.byOutcome.set(outcome, (byStatus = new Map()));
    let counter = byStatus.get(status);
    if (!counter) byStatus.set(status, (counter = this.find(outcome, labelOf(status))));
    counter.inc();
  }
}

/** What is measured, in Prometheus's terms. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Counter({
    name: "latchkey_requests_total",
    help: "Requests to the keyed API and to /api/verify, by outcome and by the status of the answer; 499 where the client left before.",
    labelNames: ["outcome", "status"],
    registers: [this.registry],
  });
  private readonly pages = new Counter({
    name: "latchkey_pages_total",
    help: "Requests for pages and for what belongs to them, by the status of the answer; 499 where the client left before.",
    labelNames: ["status"],
    registers: [this.registry],
  });
  private readonly duration = new Histogram({
    name: "latchkey_time_to_first_byte_seconds",
    help: "From the arrival of a request to the keyed API or to /api/verify to the first byte of its answer.",
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });
  private readonly durations = this.duration.labels();
  private readonly answers = new Tally((outcome, status) => this.requests.labels(outcome, status));
  private readonly pageAnswers = new Tally((_, status) => this.pages.labels(status));

  constructor(sources: MetricsSources) {
    collectDefaultMetrics({ register: this.registry });
    const instruments = new Instruments(this.registry);
    instanceMetrics(instruments, sources);
    processMetrics(instruments, sources);
  }

  /**
   * Counts an answer to a keyed request.
   * @param status of the answer; 499 where the client left before
   * @param durationMs to its first byte
   */
  answered(outcome: string, status: number, durationMs: number): void {
    this.answers.count(outcome, status);
    this.durations.observe(durationMs / 1000);
  }

  /** Counts an answer to a request for a page. @param status null where the client left before */
  pageAnswered(status: number | null): void {
    this.pageAnswers.count("", status ?? NO_ANSWER);
  }

  /** The Prometheus text format, and its content type. */
  async text(): Promise<{ body: string; contentType: string }> {
    return { body: await this.registry.metrics(), contentType: this.registry.contentType };
  }
}
