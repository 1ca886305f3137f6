import type { IncomingMessage } from "node:http";
import { hasBody } from "@/lib/http/request-body";

const KIB = 1024;
const MIB = 1024 * KIB;
/** Of somebody who is signed in: five times what the longest action of ours takes. next.config.ts says the same. */
const MOST_BYTES_OF_ONE = 256 * KIB;
/** Of a stranger: forms to sign in, to sign up and to reset a password are short. */
const MOST_BYTES_OF_A_STRANGER = 64 * KIB;
/** Of who calls the management API with a token: a thousand keys that move in at once. */
const MOST_BYTES_OF_A_TOKEN = MIB;
/** So much of all bodies together may wait here; strangers and people who are signed in have this much each. */
const MOST_BYTES = 32 * MIB;
/** One person, or one address of strangers, may take this part of it. */
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

/** Whose body it is, as far as that is known before it is read. */
export interface Sender {
  isSignedIn: boolean;
  /** The person, or the address of a stranger; null where many may be behind it. */
  who: string | null;
  /** Whether they call the management API. */
  manages?: boolean;
}

function mostBytesOf({ isSignedIn, manages = false }: Sender): number {
  if (!isSignedIn) return MOST_BYTES_OF_A_STRANGER;
  return manages ? MOST_BYTES_OF_A_TOKEN : MOST_BYTES_OF_ONE;
}

/**
 * Reads the bodies of requests for pages, whole: forms and actions are small, and a client that sends slowly
 * takes nobody's place in the app meanwhile. What waits here is bounded in all, and for each who sends; strangers
 * have a room of their own, so that they cannot keep out who is signed in.
 */
export class PageBodies {
  private readonly strangers = new Room();
  private readonly people = new Room();

  /**
   * @returns undefined where there is no body, null where the client breaks off
   * @throws {BodyRefused}
   */
  async read(request: IncomingMessage, sender: Sender): Promise<PageBody | null | undefined> {
    if (!hasBody(request)) return undefined;
    const { isSignedIn, who } = sender;
    const most = mostBytesOf(sender);
    const length = Number(request.headers["content-length"] ?? 0);
    if (length > most) throw new BodyRefused("too_large");
    const claim = new Claim(isSignedIn ? this.people : this.strangers, who);
    try {
      const bytes = await collect(request, claim, most);
      if (bytes !== null) return { bytes, release: () => claim.release() };
    } catch (error) {
      claim.release();
      throw error;
    }
    claim.release();
    return null;
  }
}

function collect(request: IncomingMessage, claim: Claim, most: number): Promise<Buffer | null> {
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
      if (needed > most) return refuse(new BodyRefused("too_large"));
      if (++parts > MOST_PARTS + needed / BYTES_A_PART) {
        return refuse(new BodyRefused("bad_request"));
      }
      if (needed > buffer.length) {
        const larger = Math.min(most, Math.max(needed, buffer.length * 2));
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

/** What bodies of one kind of people take, and what each of them does. */
class Room {
  private waiting = 0;
  private readonly byOne = new Map<string, number>();

  /** @throws {BodyRefused} where there is no room */
  take(bytes: number, who: string | null): void {
    const ofOne = (who === null ? 0 : (this.byOne.get(who) ?? 0)) + bytes;
    if (this.waiting + bytes > MOST_BYTES || ofOne > MOST_BYTES * SHARE) {
      throw new BodyRefused("busy");
    }
    this.waiting += bytes;
    if (who !== null) this.byOne.set(who, ofOne);
  }

  giveBack(bytes: number, who: string | null): void {
    this.waiting -= bytes;
    if (who === null) return;
    const left = (this.byOne.get(who) ?? 0) - bytes;
    if (left > 0) this.byOne.set(who, left);
    else this.byOne.delete(who);
  }
}

/** What one body takes of the room. */
class Claim {
  private bytes = 0;

  constructor(
    private readonly room: Room,
    private readonly who: string | null,
  ) {}

  take(bytes: number): void {
    this.room.take(bytes, this.who);
    this.bytes += bytes;
  }

  release(): void {
    this.room.giveBack(this.bytes, this.who);
    this.bytes = 0;
  }
}
