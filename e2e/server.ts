import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { SERVER_BUNDLE } from "@/scripts/bundle-server";
import { ensureBuild } from "@/scripts/production-build";
import { noteOf, writePlaces } from "./places";

/*
 * The server that the browser flows are run against where BASE_URL names none: built for
 * production, on PORT, with a data directory of its own that goes when it ends.
 */

/** A line of the log that nobody needs to read. */
const TALK = /^\{"level":[1-3]0,/;

await ensureBuild((line) => console.error(line));
const newFolder = () => mkdtemp(path.join(os.tmpdir(), "latchkey-e2e-"));
// One that is given is kept: it may hold a seeded account (see seeded.ts).
const givenDir = process.env.LATCHKEY_E2E_DATA_DIR;
const dataDir = givenDir ? path.resolve(givenDir) : await newFolder();
const printed = await newFolder();
const output = path.join(printed, "output.log");
const note = noteOf(process.env.PORT);
await writePlaces(note, { dataDir, output });
const server = execa(process.execPath, [SERVER_BUNDLE], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  reject: false,
  stdin: "ignore",
  all: true,
  buffer: false,
  env: {
    NODE_ENV: "production",
    LATCHKEY_DATA_DIR: dataDir,
    // Mails are lines of this level.
    LATCHKEY_LOG_LEVEL: "info",
    // Flows try wrong keys on purpose, all from one address.
    LATCHKEY_IP_BLOCK: "off",
    // Each flow makes an account, from the same one.
    LATCHKEY_SIGN_UPS_PER_DAY: "off",
    // An address can ask for 50 mails an hour: flows that read some come from one of their own.
    LATCHKEY_TRUSTED_PROXIES: "127.0.0.1",
    // One flow calls from a page elsewhere.
    LATCHKEY_CORS_ORIGINS: "*",
    // Never the developer's own.
    DATABASE_URL: "",
    REDIS_URL: "",
    LATCHKEY_UPSTREAM: "",
    SMTP_URL: "",
    // Flows read them: see own-server.ts.
    LATCHKEY_MAILS_IN_LOG: "on",
  },
});
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => server.kill(signal));
const file = createWriteStream(output);
for await (const line of server.iterable({ from: "all" })) {
  file.write(`${line}\n`);
  if (!TALK.test(line)) console.error(line);
}
const { exitCode } = await server;
file.close();
for (const own of givenDir ? [printed, note] : [printed, note, dataDir]) {
  await rm(own, { recursive: true, force: true });
}
process.exit(exitCode ?? 1);
