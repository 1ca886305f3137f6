import { readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { z } from "zod";

/** Flows that need the server that e2e/server.ts starts are skipped where BASE_URL names another. */
export const IS_ELSEWHERE = Boolean(process.env.BASE_URL);

/** Where the server of the flows keeps what. */
const Places = z.object({
  dataDir: z.string(),
  /** What it prints, mails among it. */
  output: z.string(),
});
export type Places = z.output<typeof Places>;

/** Server and flows know each other by the port, which the configuration sets. */
export const noteOf = (port = "") => path.join(os.tmpdir(), `latchkey-e2e-${port}.json`);

export const writePlaces = (note: string, places: Places) =>
  writeFile(note, JSON.stringify(places));

export const readPlaces = async (note: string): Promise<Places> =>
  Places.parse(JSON.parse(await readFile(note, "utf8")));
