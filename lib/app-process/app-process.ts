import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { Upstream } from "@/lib/gateway/upstream";
import { noUpstreamErrors } from "@/lib/gateway/upstream-errors";
import type { Pressure } from "@/lib/process/loop-pressure";
import { AppNote, clearLeftovers } from "./leftovers";
import { FromApp, type Question, type ToApp, type Vitals } from "./messages";
import { LONG_LIFE_MS, restartPauseMs } from "./restart-pause";
import { makeSocketFolder, type SocketFolder } from "./socket-folder";
import { socketPaths } from "./sockets";

/**
 * Where the app is in its life:
 *
 * | state    | what it means                                   | goes on to                             |
 * | -------- | ----------------------------------------------- | -------------------------------------- |
 * | starting | its first start: requests for it wait           | up; down when it ends                  |
 * | up       | it takes requests and says so every second      | down when it ends, or is silent        |
 * | down     | it has ended, and pauses or starts again        | up                                     |
 * | ended    | we are ending, and so is it                     | –                                      |
 */
export type AppState = "starting" | "up" | "down" | "ended";

export interface AppProcessOptions {
  /** Arguments for Node.js: the program and what it is told. */
  args: readonly string[];
  /** The environment; what the app must know of us is added. */
  env: NodeJS.ProcessEnv;
  /** In development a debugger may hold the app, and the compiler takes its time. */
  isDev: boolean;
  /** Where it is noted which app is ours, and the programs by which one is known: see leftovers.ts. */
  notes: { folder: string; programs: readonly string[] };
  answer(question: Question): Promise<string>;
  /** How it got on in the last quarter of a second. */
  onPressure(pressure: Pressure): void;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** An app that has neither said anything nor begun an answer for so long hangs: it says something every second. */
const HANG_MS = 5_000;
const WATCH_EVERY_MS = 500;
/** A start that takes longer will not come to its end. */
const START_DEADLINE_MS = 60_000;
/** At our end nobody waits for it any more; it only has to let go of the database. */
const END_MS = 2_000;

/** The process of pages and route handlers, as the front door keeps it: started, watched, ended. */
export class AppProcess {
  /** Proves to the app that the front door speaks. Made anew with each start of ours. */
  readonly token = randomBytes(32).toString("base64url");
  /** How often it was started again. */
  restarts = 0;
  /** What went wrong on the way to it, over all its lives. */
  readonly upstreamErrors = noUpstreamErrors();
  private current: AppState = "starting";
  /** Made anew with each start: whoever tidies up temporary files may have taken it away. */
  private folder: SocketFolder | undefined;
  private child: ChildProcess | undefined;
  private way: Upstream | null = null;
  private sockets: readonly string[] = [];
  private vitals: Vitals | null = null;
  private startedMs = 0;
  private silentMs = 0;
  /** How many answers it had begun when we looked last. */
  private answersSeen = 0;
  private shortLives = 0;
  private pause: NodeJS.Timeout | undefined;
  private watch: NodeJS.Timeout | undefined;
  private settleStart!: () => void;
  /** Done when its first start has ended, well or not. */
  private readonly started = new Promise<void>((resolve) => (this.settleStart = resolve));

  private readonly note: AppNote;

  constructor(private readonly options: AppProcessOptions) {
    this.note = new AppNote(options.notes.folder);
  }

  get state(): AppState {
    return this.current;
  }

  /** The way to it; null where it is not up. */
  get upstream(): Upstream | null {
    return this.way;
  }

  /** Where it listens; null where it is not up. */
  get socketPath(): string | null {
    return this.way && this.sockets[0]!;
  }

  /** How it is doing, as it said itself; null where it is not up. */
  get lastVitals(): Vitals | null {
    return this.vitals;
  }

  /** Done as soon as it has come up for the first time, has failed to, or `ms` have passed. */
  async firstStart(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([this.started, late]);
    clearTimeout(timer);
  }

  /** Nobody waits for its first start any more: we are about to end. */
  giveUpFirstStart(): void {
    this.settleStart();
  }

  start(): void {
    this.clearLeftovers();
    this.watch = setInterval(() => this.look(), WATCH_EVERY_MS);
    this.watch.unref();
    this.launch();
  }

  private clearLeftovers(): void {
    const { log, notes } = this.options;
    try {
      const isApp = (words: string) => notes.programs.some((program) => words.includes(program));
      for (const pid of clearLeftovers(notes.folder, isApp)) {
        log.warn({ app: pid }, "an app that a killed front door left is ended");
      }
    } catch (err) {
      log.warn({ err }, "what a killed front door left is not cleared away");
    }
  }

  private launch(): void {
    const { args, env, log } = this.options;
    this.folder?.remove();
    this.startedMs = performance.now();
    try {
      this.folder = makeSocketFolder();
    } catch (err) {
      log.error(
        { err },
        "no folder can be made for the app's socket: set TMPDIR to one that can be written to",
      );
      this.startAgain(false, {});
      return;
    }
    const socketPath = path.join(this.folder.path, `${this.restarts}.sock`);
    const child = spawn(process.execPath, args, {
      env: { ...env, LATCHKEY_APP_SOCKET: socketPath, LATCHKEY_APP_TOKEN: this.token },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.child = child;
    this.silentMs = 0;
    this.noteDown(child);
    child.on("message", (raw) => this.hear(child, socketPath, raw));
    // What cannot be spawned or told anything ends, or has ended: that is where it is seen to.
    child.on("error", (err) => {
      this.options.log.error({ err }, "the app's process met an error");
      if (child.pid === undefined) this.onExit(child, null, null);
    });
    child.once("exit", (code, signal) => this.onExit(child, code, signal));
  }

  /** Without the note all goes on; only what a kill of both leaves is not cleared away. */
  private noteDown({ pid }: ChildProcess): void {
    if (pid === undefined) return;
    try {
      this.note.write(pid, this.folder!.path);
    } catch (err) {
      this.options.log.warn({ err }, "it cannot be noted which app is ours");
    }
  }

  private hear(child: ChildProcess, socketPath: string, raw: unknown): void {
    if (child !== this.child || this.current === "ended") return;
    const message = FromApp.safeParse(raw);
    // The development server sends words of its own over the same channel.
    if (!message.success) return;
    this.silentMs = 0;
    const said = message.data;
    switch (said.type) {
      case "ready":
        this.onReady(socketPath);
        break;
      case "beat":
        this.vitals = said.vitals;
        break;
      case "pressure":
        // A compiler in development is late for other reasons.
        if (!this.options.isDev) this.options.onPressure(said.pressure);
        break;
      case "question":
        this.options.answer(said.question).then(
          (value) => this.tell(child, { type: "answer", id: said.id, value }),
          (err: unknown) => this.options.log.error({ err }, "a question of the app failed"),
        );
    }
  }

  private tell(child: ChildProcess, message: ToApp): void {
    // It may be gone by now; then nobody waits for this.
    if (child.connected) child.send(message, () => {});
  }

  private onReady(socketPath: string): void {
    const { isDev, log } = this.options;
    this.current = "up";
    this.sockets = socketPaths(socketPath);
    this.way = new Upstream({
      origin: "http://localhost",
      socketPaths: this.sockets,
      isOurs: true,
      errors: this.upstreamErrors,
      // The development server compiles a page while it is waited for.
      ...(isDev ? { headersTimeoutMs: 0 } : {}),
    });
    this.settleStart();
    const afterMs = Math.round(performance.now() - this.startedMs);
    log.info({ app: this.child?.pid, restarts: this.restarts, afterMs }, "the app is up");
  }

  /**
   * Counts how long it was silent, by our own timer and not by the clock: where we were held up
   * ourselves, what it has said meanwhile has not been read yet.
   */
  private look(): void {
    const { isDev, log } = this.options;
    if (!this.child) return;
    const gone = this.way && this.sockets.find((socket) => !existsSync(socket));
    if (gone) {
      log.error({ socket: gone }, "the app's socket is gone");
      this.child.kill("SIGKILL");
      return;
    }
    if (isDev) return;
    const answers = this.way?.answers.begun ?? 0;
    // One that has very much to do may come to its messages late; it works all the same.
    if (answers !== this.answersSeen) this.silentMs = 0;
    this.answersSeen = answers;
    this.silentMs += WATCH_EVERY_MS;
    const isUp = this.current === "up";
    if (this.silentMs < (isUp ? HANG_MS : START_DEADLINE_MS)) return;
    this.silentMs = 0;
    log.error({ app: this.child.pid }, isUp ? "the app hangs" : "the app does not come up");
    this.child.kill("SIGKILL");
  }

  private onExit(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (child !== this.child) return;
    const wasUp = this.way !== null;
    this.child = undefined;
    this.vitals = null;
    // What is on its way fails now, and is answered.
    this.way?.close().catch(() => {});
    this.way = null;
    if (this.current === "ended") return;
    this.startAgain(wasUp, { code, signal });
  }

  /** After a pause. @param wasUp whether it took requests this time */
  private startAgain(wasUp: boolean, why: object): void {
    const livedMs = Math.round(performance.now() - this.startedMs);
    this.current = "down";
    this.settleStart();
    this.shortLives = wasUp && livedMs >= LONG_LIFE_MS ? 0 : this.shortLives + 1;
    const pauseMs = restartPauseMs(this.shortLives, wasUp);
    this.options.log.error({ ...why, pauseMs, livedMs }, "the app has ended; it is started again");
    this.pause = setTimeout(() => {
      this.restarts++;
      this.launch();
    }, pauseMs);
  }

  /** Ends it for good, and waits until it is gone. */
  async end(): Promise<void> {
    this.current = "ended";
    clearInterval(this.watch);
    clearTimeout(this.pause);
    this.settleStart();
    const { child } = this;
    if (child) {
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      this.tell(child, { type: "end" });
      const kill = setTimeout(() => child.kill("SIGKILL"), END_MS);
      await gone;
      clearTimeout(kill);
    }
    this.folder?.remove();
    try {
      this.note.remove();
    } catch (err) {
      this.options.log.warn({ err }, "the note of which app is ours stays");
    }
  }
}
