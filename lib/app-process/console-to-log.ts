import { format, stripVTControlCharacters } from "node:util";

interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const LEVELS = {
  log: "info",
  info: "info",
  debug: "debug",
  trace: "debug",
  dir: "info",
  warn: "warn",
  error: "error",
} as const satisfies Partial<Record<keyof Console, keyof Log>>;

/**
 * Sends what others print in this process through its log. Next.js and React write to the console by themselves,
 * with what a request contains: as a field of a JSON line no text can begin a line of its own.
 */
export function consoleToLog(log: Log): void {
  for (const [method, level] of Object.entries(LEVELS) as [keyof typeof LEVELS, keyof Log][]) {
    // eslint-disable-next-line no-console -- it is replaced here, for all others
    console[method] = (...said: unknown[]) => {
      const err = said.find((part) => part instanceof Error);
      const words = said.filter((part) => part !== err);
      const message = stripVTControlCharacters(format(...words)).trim();
      // Next prints empty lines to look at.
      if (err) log[level]({ err }, message || err.message);
      else if (message) log[level]({}, message);
    };
  }
  for (const [stream, level] of [
    [process.stdout, "info"],
    [process.stderr, "error"],
  ] as const) {
    stream.write = ((said: string | Uint8Array, ...rest: unknown[]) => {
      const message = stripVTControlCharacters(Buffer.from(said as string).toString()).trim();
      if (message) log[level]({}, message);
      const done = rest.findLast((part) => typeof part === "function");
      if (done) process.nextTick(done as () => void);
      return true;
    }) as typeof stream.write;
  }
}
