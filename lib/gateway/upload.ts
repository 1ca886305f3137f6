import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { dropBody } from "@/lib/http/request-body";

/** The client stopped sending its body without ending it. */
export class UploadStalledError extends Error {
  override name = "UploadStalledError";
}

const HIGH_WATER_BYTES = 64 * 1024;

/**
 * A request's body on its way to the upstream. It stands between the two because undici destroys
 * a body that it does not need to the end, and destroying the request itself would take the
 * client's connection with it, and so our answer.
 */
export class UploadBody extends Readable {
  private readonly idle: NodeJS.Timeout;

  /**
   * @param idleTimeoutMs the client may pause this long while the upstream would take more
   */
  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    idleTimeoutMs: number,
  ) {
    super({ highWaterMark: HIGH_WATER_BYTES });
    this.idle = setTimeout(() => {
      if (request.isPaused()) this.idle.refresh();
      else this.destroy(new UploadStalledError("the client stopped sending"));
    }, idleTimeoutMs);
    // undici listens only until it is done with the request; what comes later concerns nobody.
    this.on("error", () => {});
    request.on("data", this.onChunk);
    request.once("end", this.onEnd);
    request.once("close", this.onBreak);
    request.once("error", this.onBreak);
  }

  private readonly onChunk = (chunk: Buffer) => {
    this.idle.refresh();
    if (!this.push(chunk)) this.request.pause();
  };

  private readonly onEnd = () => {
    clearTimeout(this.idle);
    this.push(null);
  };

  private readonly onBreak = () => {
    if (!this.request.complete) this.destroy(new Error("the client broke off"));
  };

  override _read(): void {
    if (this.request.isPaused()) {
      this.idle.refresh();
      this.request.resume();
    }
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.idle);
    const { request } = this;
    request.off("data", this.onChunk);
    request.off("end", this.onEnd);
    request.off("close", this.onBreak);
    dropBody(request, this.response);
    done(error);
  }
}
