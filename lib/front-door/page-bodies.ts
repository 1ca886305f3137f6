import type { IncomingMessage } from "node:http";
import { hasBody } from "./request-body";

const MIB = 1024 * 1024;
/** Next takes 1 MB for an action, and what frames it. */
const MOST_BYTES_OF_ONE = 2 * MIB;
/** So much of all bodies together may wait here. */
const MOST_BYTES = 64 * MIB;
/** One address may take this part of it. */
const SHARE = 1 / 4;
const FIRST_BYTES = 4 * 1024;
/** A client that sends its body byte by byte costs some microseconds for each. */
const MOST_PARTS = 1_000;
const BYTES_A_PART = 128;

/** A body that is all there, until it is done with. */
export interface PageBody {
  bytes: Buffer;
  release(): void;
}

/** A body that is not taken, and what that is told as. */
export class BodyRefused extends Error {
  constructor(readonly code: "busy" | "too_large" | "bad_request") {
    super(code);
  }
}

/**
 * Reads the bodies of requests for pages, whole: forms and actions are small, and a client that sends slowly
 * takes nobody's place in the app meanwhile. What waits here is bounded in all, and for each address.
 */
export class PageBodies {
  private waiting = 0;
  private readonly byAddress = new Map<string, number>();

  /**
   * @param from the client's address; null where it is not known
   * @returns undefined where there is no body, null where the client breaks off
   * @throws {BodyRefused}
   */
  async read(request: IncomingMessage, from: string | null): Promise<PageBody | null | undefined> {
    if (!hasBody(request)) return undefined;
    const length = Number(request.headers["content-length"] ?? 0);
    if (length > MOST_BYTES_OF_ONE) throw new BodyRefused("too_large");
    const claim = new Claim(this, from);
    try {
      const bytes = await this.collect(request, claim);
      if (bytes !== null) return { bytes, release: () => claim.release() };
    } catch (error) {
      claim.release();
      throw error;
    }
    claim.release();
    return null;
  }

  private collect(request: IncomingMessage, claim: Claim): Promise<Buffer | null> {
    return new Promise((resolve, reject) => {
      claim.take(FIRST_BYTES);
      let buffer = Buffer.allocUnsafe(FIRST_BYTES);
      let bytes = 0;
      let parts = 0;
      const done = (settle: () => void) => {
        request.off("data", onData);
        request.off("end", onEnd);
        request.off("close", onClose);
        request.off("error", onClose);
        settle();
      };
      const refuse = (error: unknown) => {
        request.pause();
        done(() => reject(error as Error));
      };
      const onData = (part: Buffer) => {
        const needed = bytes + part.length;
        if (needed > MOST_BYTES_OF_ONE) return refuse(new BodyRefused("too_large"));
        if (++parts > MOST_PARTS + needed / BYTES_A_PART) {
          return refuse(new BodyRefused("bad_request"));
        }
        if (needed > buffer.length) {
          const larger = Math.max(needed, buffer.length * 2);
          try {
            claim.take(larger - buffer.length);
          } catch (error) {
            return refuse(error);
          }
          const grown = Buffer.allocUnsafe(larger);
          buffer.copy(grown, 0, 0, bytes);
          buffer = grown;
        }
        part.copy(buffer, bytes);
        bytes = needed;
      };
      const onEnd = () => done(() => resolve(buffer.subarray(0, bytes)));
      const onClose = () => done(() => resolve(null));
      request.on("data", onData);
      request.once("end", onEnd);
      request.once("close", onClose);
      request.once("error", onClose);
    });
  }

  /** @throws {BodyRefused} where there is no room */
  take(bytes: number, from: string | null): void {
    const ofOne = (from === null ? 0 : (this.byAddress.get(from) ?? 0)) + bytes;
    if (this.waiting + bytes > MOST_BYTES || ofOne > MOST_BYTES * SHARE) {
      throw new BodyRefused("busy");
    }
    this.waiting += bytes;
    if (from !== null) this.byAddress.set(from, ofOne);
  }

  giveBack(bytes: number, from: string | null): void {
    this.waiting -= bytes;
    if (from === null) return;
    const left = (this.byAddress.get(from) ?? 0) - bytes;
    if (left > 0) this.byAddress.set(from, left);
    else this.byAddress.delete(from);
  }
}

/** What one body takes of the room. */
class Claim {
  private bytes = 0;

  constructor(
    private readonly bodies: PageBodies,
    private readonly from: string | null,
  ) {}

  take(bytes: number): void {
    this.bodies.take(bytes, this.from);
    this.bytes += bytes;
  }

  release(): void {
    this.bodies.giveBack(this.bytes, this.from);
    this.bytes = 0;
  }
}
