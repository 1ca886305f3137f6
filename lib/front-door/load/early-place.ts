import type { InLine, WaitingLine } from "./waiting-line";

/** What such a place takes and gives back, besides its place in the line. */
interface Places {
  /** Those whose turn did not come in time are among them. */
  shed: number;
  /** Whether there was a place in the app, which is taken now. */
  takeInApp(key: string): boolean;
  leaveApp(key: string): void;
  leave(key: string, isInApp: boolean): void;
}

/**
 * The place of a request for a handler that came before the app was up. It waits without a turn until it is known that
 * there is an app, and then for a turn in it:
 *
 * | state   | what it holds                     | goes on to            |
 * | ------- | --------------------------------- | --------------------- |
 * | early   | a place here, and one in the line | in line, in app, left |
 * | in line | the same                          | in app, late, left    |
 * | in app  | a place here, and one in the app  | left                  |
 * | late    | a place here                      | left                  |
 * | left    | nothing                           | –                     |
 */
export class EarlyPlace {
  private state: "early" | "in line" | "in app" | "late" | "left" = "early";
  private inLine: InLine | null = null;

  constructor(
    private readonly places: Places,
    private readonly line: WaitingLine,
    private readonly key: string,
  ) {}

  /**
   * Waits for a turn in the app, now that it is up.
   * @param patienceMs how long at least, where it does not leave before
   * @returns whether it has one
   */
  async turn(patienceMs: number): Promise<boolean> {
    if (this.state !== "early") return false;
    if (this.places.takeInApp(this.key)) {
      this.line.giveUp(this.key);
      this.state = "in app";
      return true;
    }
    this.state = "in line";
    this.inLine = this.line.wait(this.key, patienceMs);
    const hasTurn = await this.inLine.hasTurn;
    if (this.hasLeft()) {
      // Its turn came when it was about to leave.
      if (hasTurn) this.places.leaveApp(this.key);
      return false;
    }
    this.state = hasTurn ? "in app" : "late";
    if (!hasTurn) this.places.shed++;
    return hasTurn;
  }

  private hasLeft(): boolean {
    return this.state === "left";
  }

  /** Gives back whatever it holds; twice does no harm. */
  leave(): void {
    if (this.state === "left") return;
    if (this.state === "early") this.line.giveUp(this.key);
    const isInApp = this.state === "in app";
    this.state = "left";
    this.inLine?.leave();
    this.places.leave(this.key, isInApp);
  }
}
