import type { IncomingMessage, ServerResponse } from "node:http";
import { DEFAULT_ENDPOINT } from "@/lib/endpoints";
import type { Admission } from "@/lib/enforcement/admission";
import type { Engine } from "@/lib/enforcement/engine";
import type { Answer } from "@/lib/enforcement/logged-row";
import type { ErrorCode } from "@/lib/errors";
import type { Client, Exchange } from "@/lib/gateway/exchange";
import type { Metrics } from "@/lib/metrics";
import { errorAnswer } from "./error-answer";
import { CLIENT_CLOSED_REQUEST } from "./logged";
import { limitHeaders, sendError } from "./send-error";
import type { Target } from "./target";

/**
 * A request that was let in, until its row is written: once, with what came first of an answer,
 * an error of ours, or the client's leaving. A class, as closures for each request cost more.
 */
export class Admitted implements Exchange {
  readonly ours: string[];
  onLeft: (() => void) | null = null;
  private isRecorded = false;

  constructor(
    private readonly parts: { engine: Engine; metrics: Metrics },
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly target: Target,
    readonly admission: Admission,
    readonly client: Client,
  ) {
    this.ours = ["X-Request-Id", admission.requestId, ...limitHeaders(admission)];
  }

  /** Makes the row durable. @throws when it cannot */
  record(status: number, credits: number | null, code: ErrorCode | null = null): void {
    if (this.isRecorded) return;
    this.isRecorded = true;
    const { engine } = this.parts;
    engine.record(this.admission, this.answerOf(status, credits, code));
    this.told(code ?? "admitted");
  }

  /** As `record`, by the end of this turn of the event loop: `then` is told why it failed, or null. */
  recordThen(
    status: number,
    credits: number | null,
    then: (error: Error | null) => void,
    code: ErrorCode | null = null,
  ): void {
    if (this.isRecorded) return then(null);
    this.isRecorded = true;
    const answer = this.answerOf(status, credits, code);
    this.parts.engine.recordThen(this.admission, answer, (error) => {
      this.told(error ? "unavailable" : (code ?? "admitted"));
      then(error);
    });
  }

  private answerOf(status: number, credits: number | null, code: ErrorCode | null): Answer {
    return { status, code, credits: credits ?? DEFAULT_ENDPOINT.credits };
  }

  private told(outcome: string): void {
    const { startedAt } = this.admission.request;
    this.parts.metrics.answered(outcome, performance.now() - startedAt);
  }

  /** The client is gone; where nothing was answered, that is what the row says. */
  left(): void {
    this.onLeft?.();
    if (this.isRecorded) return;
    try {
      this.record(CLIENT_CLOSED_REQUEST, 0);
    } catch {
      // Nobody is waiting, and the engine has said what went wrong.
    }
  }

  fail(code: ErrorCode): void {
    const { response, request, admission } = this;
    if (response.headersSent || response.destroyed) return;
    const then = (error: Error | null) => {
      if (response.headersSent || response.destroyed) return;
      const told = error ? "unavailable" : code;
      sendError(response, request, admission.requestId, told, null, limitHeaders(admission));
    };
    this.recordThen(errorAnswer(code, undefined).status, 0, then, code);
  }
}
