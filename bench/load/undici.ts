import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { tsxArgs } from "../children";
import type { Load, LoadGenerator, LoadResult } from "./load";

const CLIENT = fileURLToPath(new URL("undici-client.ts", import.meta.url));

/** Where wrk is not there: undici in a process of its own. It costs about as much as a server. */
export const undiciLoad: LoadGenerator = {
  name: "undici in a child process",
  async run(load: Load) {
    const { stdout } = await execa(process.execPath, tsxArgs(CLIENT, JSON.stringify(load)));
    return JSON.parse(stdout) as LoadResult;
  },
};
