import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { Load, LoadGenerator, LoadResult } from "./load";

const SCRIPT = fileURLToPath(new URL("wrk.lua", import.meta.url));

/** Reads what wrk prints. @throws when it printed no result */
export function readWrk(output: string): LoadResult {
  const number = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? 0);
  const requests = number(/(\d+) requests in/);
  if (requests === 0) throw new Error(`wrk counted no requests:\n${output}`);
  const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(
    output,
  );
  return {
    requests,
    requestsPerSecond: number(/Requests\/sec:\s*([\d.]+)/),
    refused: number(/Non-2xx or 3xx responses: (\d+)/),
    errors: (socketErrors ?? []).slice(1).reduce((sum, n) => sum + Number(n), 0),
  };
}

/** wrk in a single thread: the lightest on the processor, which servers here have to share. */
export function wrk(program: string): LoadGenerator {
  return {
    name: "wrk, 1 thread",
    async run(load: Load) {
      const headers = Object.entries(load.headers ?? {}).flatMap(([name, value]) => [
        "-H",
        `${name}: ${value}`,
      ]);
      const { method = "GET", body = "", keysFile = "" } = load;
      const isPlain = method === "GET" && body === "" && keysFile === "";
      const { stdout } = await execa(program, [
        "-t1",
        `-c${load.connections}`,
        `-d${load.seconds}s`,
        "--timeout",
        "5s",
        ...headers,
        ...(isPlain ? [] : ["-s", SCRIPT]),
        load.url,
        ...(isPlain ? [] : ["--", method, body, keysFile]),
      ]);
      return readWrk(stdout);
    },
  };
}
