import type { IncomingMessage, ServerResponse } from "node:http";
import { DEFAULT_ENDPOINT, type Endpoint } from "@/lib/endpoints";
import type { Admission } from "@/lib/enforcement/decision/admission";
import type { Engine } from "@/lib/enforcement/instance/engine";
import type { Answer } from "@/lib/enforcement/instance/logged-row";
import { type ErrorCode, ERRORS } from "@/lib/errors";
import type { Client, Exchange, KeyedAnswers } from "@/lib/gateway/exchange";
import { handlerRequestHeaders, serviceRequestHeaders } from "@/lib/gateway/request-headers";
import type { Upstream } from "@/lib/gateway/upstream";
import type { Metrics } from "@/lib/metrics/metrics";
import type { Cors } from "./cors";
import { errorAnswer } from "@/lib/answers/error-answer";
import { CLIENT_CLOSED_REQUEST } from "./logged";
import { limitHeaders, sendError } from "../sending/send-error";
import type { Target } from "@/lib/http/target";

/** Who serves an admitted request: a route handler of the app, or the operator's service (null). */
export type Handler = { endpoint: Endpoint; token: string } | null;

/** A request that was let in, as `Admitted` is told of it. */
export interface Let {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  client: Client;
  admission: Admission;
  handler: Handler;
  cors: Cors;
  /** Where it is counted as under way. */
  place: { leave(): void } | null;
}

/**
 * A request that was let in, until its row is written: once, with what came first of an answer,
 * an error of ours, or the client's leaving. A class, as closures for each request cost more.
 */
export class Admitted implements Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  readonly ours: string[];
  readonly keyed: KeyedAnswers;
  onLeft: (() => void) | null = null;
  private readonly admission: Admission;
  private readonly client: Client;
  private readonly handler: Handler;
  private readonly place: Let["place"];
  private isRecorded = false;
  /** Whether it may have reached somebody: from then on it counts, whatever becomes of it. */
  private isForwarded = false;

  constructor(
    private readonly parts: { engine: Engine; metrics: Metrics },
    { request, response, target, client, admission, handler, cors, place }: Let,
  ) {
    this.request = request;
    this.response = response;
    this.target = target;
    this.client = client;
    this.admission = admission;
    this.handler = handler;
    this.place = place;
    this.keyed = cors.answers;
    this.ours = ["X-Request-Id", admission.requestId, ...limitHeaders(admission)];
  }

  requestHeaders(host: string): string[] {
    const { client, handler, request } = this;
    const { requestId } = this.admission;
    const key = this.admission.key!;
    return handler === null
      ? serviceRequestHeaders(request.rawHeaders, { client, requestId, key, host })
      : handlerRequestHeaders(request.rawHeaders, { client, requestId, key, token: handler.token });
  }

  forwardTo(upstream: Upstream): void {
    this.isForwarded = true;
    upstream.forward(this);
  }

  /** By the end of this turn of the event loop `then` is told why it failed, or null. */
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
      if (error) this.told("unavailable", ERRORS.unavailable.status);
      else this.told(code ?? "admitted", status);
      then(error);
    });
  }

  private answerOf(status: number, credits: number | null, code: ErrorCode | null): Answer {
    const declared = this.handler?.endpoint ?? DEFAULT_ENDPOINT;
    return { status, code, credits: credits ?? declared.credits };
  }

  private told(outcome: string, status: number): void {
    const { startedAt } = this.admission.request;
    this.parts.metrics.answered(outcome, status, performance.now() - startedAt);
  }

  /** The connection to the client is done with; where nothing was answered, that is what the row says. */
  left(): void {
    this.place?.leave();
    this.onLeft?.();
    if (!this.isForwarded && !this.isRecorded) this.parts.engine.uncount(this.admission);
    // Nobody is waiting. Where it cannot be kept, the engine has said what went wrong.
    this.recordThen(CLIENT_CLOSED_REQUEST, 0, () => {});
  }

  /** As `fail`, of what has reached nobody: no quota counts it. Where its client has left before, its row has said so. */
  failUncounted(code: ErrorCode): void {
    if (this.isRecorded) return;
    this.parts.engine.uncount(this.admission);
    this.fail(code);
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
