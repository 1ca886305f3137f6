import { currentWatch } from "@/lib/storage/watch";
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

/** As it is read in a log: texts of others go over many lines. */
const oneLine = (text: string) =>
  stripVTControlCharacters(text)
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();

/**
 * Sends what others print in this process through its log. Next.js and React write to the console by themselves,
 * with what a request contains: as a field of a JSON line no text can begin a line of its own.
 */
export function consoleToLog(log: Log): void {
  for (const [method, level] of Object.entries(LEVELS) as [keyof typeof LEVELS, keyof Log][]) {
    // eslint-disable-next-line no-console -- it is replaced here, for all others
    console[method] = (...said: unknown[]) => {
      const err = said.find((part) => part instanceof Error);
      // What the database failed is told once, with the answer, and not in all the words of those who met it.
      if (level === "error" && currentWatch()?.failure) return;
      const words = said.filter((part) => part !== err);
      const message = oneLine(format(...words));
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
      const message = oneLine(Buffer.from(said as string).toString());
      if (message) log[level]({}, message);
      const done = rest.findLast((part) => typeof part === "function");
      if (done) process.nextTick(done as () => void);
      return true;
    }) as typeof stream.write;
  }
}
