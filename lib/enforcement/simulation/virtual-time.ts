/** Whose events are not run any more after its end. */
type Owner = object | null;

export interface VirtualTimer {
  atMs: number;
  readonly owner: Owner;
  /** Null once cancelled. */
  run: (() => void) | null;
  ref(): VirtualTimer;
  unref(): VirtualTimer;
}

/** How a process's performance.now() goes. */
export interface LocalClock {
  /** Its milliseconds in one of true time. */
  pace: number;
  aheadMs: number;
}

const TRUE_CLOCK: LocalClock = { pace: 1, aheadMs: 0 };

/**
 * Time that passes only when it is told to. While it is installed, timers, performance.now() and Date.now()
 * of the code under test follow it, each process's by its own clock, so days pass in microseconds, and a run can be had again.
 */
export class VirtualTime {
  /** Milliseconds since the run began. */
  nowMs = 0;
  /** Later events lie first, so that the next one is popped; of one moment, the latest entered. */
  private events: VirtualTimer[] = [];
  /** What the running event belongs to; all that it starts belongs there too. */
  private owner: Owner = null;
  private readonly ended = new WeakSet<object>();
  /** Until when a process stands still. */
  private readonly still = new WeakMap<object, number>();
  private readonly clocks = new WeakMap<object, LocalClock>();
  /** Of the owner. */
  private clock = TRUE_CLOCK;

  /** @param beganMs Unix milliseconds when the run began */
  constructor(readonly beganMs: number) {}

  /** Gives what belongs to `owner` a clock of its own. */
  setClock(owner: object, clock: LocalClock): void {
    this.clocks.set(owner, clock);
  }

  private ownedBy(owner: Owner): void {
    this.owner = owner;
    this.clock = (owner && this.clocks.get(owner)) ?? TRUE_CLOCK;
  }

  /** @param owner null: happens whoever ends */
  after(ms: number, run: () => void, owner = this.owner): VirtualTimer {
    const timer: VirtualTimer = {
      atMs: Math.max(this.nowMs + Math.max(0, ms), (owner && this.still.get(owner)) ?? 0),
      owner,
      run,
      ref: () => timer,
      unref: () => timer,
    };
    if (owner && this.ended.has(owner)) return timer;
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.events[middle]!.atMs > timer.atMs) low = middle + 1;
      else high = middle;
    }
    this.events.splice(low, 0, timer);
    return timer;
  }

  pause(ms: number): Promise<void> {
    return new Promise((resume) => this.after(ms, resume));
  }

  /** A process stands still, as one that the system has suspended: what is due meanwhile comes after it, in its order. */
  suspend(owner: object, ms: number): void {
    const untilMs = this.nowMs + ms;
    this.still.set(owner, untilMs);
    for (const event of this.events) {
      if (event.owner === owner) event.atMs = Math.max(event.atMs, untilMs);
    }
    // The latest lies first; of one moment, too.
    this.events.sort((a, b) => b.atMs - a.atMs);
  }

  /** A process dies: nothing that it began goes on. */
  end(owner: object): void {
    this.ended.add(owner);
    this.events = this.events.filter((event) => event.owner !== owner);
  }

  /** Time goes on, and nothing happens in it: what is due meanwhile comes after it, once. */
  leap(ms: number): void {
    this.nowMs += ms;
  }

  /** Runs what is due within the next `ms`, each event with all that follows from it at once. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    await drained();
    for (;;) {
      const next = this.events[this.events.length - 1];
      if (!next || next.atMs > untilMs) break;
      this.events.pop();
      if (!next.run) continue;
      if (next.atMs > this.nowMs) this.nowMs = next.atMs;
      this.ownedBy(next.owner);
      next.run();
      await drained();
      this.ownedBy(null);
    }
    this.nowMs = untilMs;
  }

  /** Takes the place of timers and clocks. @returns gives them back */
  install(): () => void {
    const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = globalThis;
    const { now } = performance;
    const wallNow = Date.now;
    const cancel = (timer?: VirtualTimer) => {
      if (timer) timer.run = null;
    };
    Object.assign(globalThis, {
      setTimeout: (run: () => void, ms = 0) => this.after(ms / this.clock.pace, run),
      clearTimeout: cancel,
      setInterval: (run: () => void, ms: number) => this.every(ms / this.clock.pace, run),
      clearInterval: cancel,
      // Else it would come when its process may have ended.
      setImmediate: (run: () => void) => this.after(0, run),
    });
    performance.now = () => this.nowMs * this.clock.pace + this.clock.aheadMs;
    // In step with the other one. With its fraction, which no real one has: ids that are made of it sort in the order in
    // which they were made, and so come in the same order in each run.
    Date.now = () => this.beganMs + this.nowMs * this.clock.pace;
    return () => {
      Object.assign(globalThis, {
        setTimeout,
        clearTimeout,
        setInterval,
        clearInterval,
        setImmediate,
      });
      performance.now = now;
      Date.now = wallNow;
    };
  }

  private every(ms: number, run: () => void): VirtualTimer {
    const { owner } = this;
    const handle: VirtualTimer = {
      atMs: NaN,
      owner,
      run,
      ref: () => handle,
      unref: () => handle,
    };
    const tick = () => {
      if (!handle.run) return;
      handle.run();
      this.after(ms, tick, owner);
    };
    this.after(ms, tick, owner);
    return handle;
  }
}

/** A tick that a promise's reaction asks for comes when no other reaction waits. */
const drained = () => new Promise<void>((resume) => process.nextTick(resume));
