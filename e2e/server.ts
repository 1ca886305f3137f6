import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { SERVER_BUNDLE } from "@/scripts/bundle-server";
import { ensureBuild } from "@/scripts/production-build";

/*
 * The server that the browser flows are run against where BASE_URL names none: built for
 * production, on PORT, with a data directory of its own that goes when it ends.
 */

await ensureBuild((line) => console.error(line));
// One that is given is kept: it may hold a seeded account (see seeded.ts).
const givenDir = process.env.LATCHKEY_E2E_DATA_DIR;
const dataDir = givenDir
  ? path.resolve(givenDir)
  : await mkdtemp(path.join(os.tmpdir(), "latchkey-e2e-"));
const server = execa(process.execPath, [SERVER_BUNDLE], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  reject: false,
  stdio: ["ignore", "inherit", "inherit"],
  env: {
    NODE_ENV: "production",
    LATCHKEY_DATA_DIR: dataDir,
    LATCHKEY_LOG_LEVEL: "warn",
    // Flows try wrong keys on purpose, all from one address.
    LATCHKEY_IP_BLOCK: "off",
    // Each flow makes an account, from the same one.
    LATCHKEY_SIGN_UPS_PER_DAY: "off",
    // One flow calls from a page elsewhere.
    LATCHKEY_CORS_ORIGINS: "*",
    // Never the developer's own.
    DATABASE_URL: "",
    REDIS_URL: "",
    LATCHKEY_UPSTREAM: "",
    SMTP_URL: "",
    // Mails can be read where the server's output is.
    LATCHKEY_MAILS_IN_LOG: "on",
  },
});
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => server.kill(signal));
const { exitCode } = await server;
if (!givenDir) await rm(dataDir, { recursive: true, force: true });
process.exit(exitCode ?? 1);
