import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { type Env, EnvError } from "@/lib/env";

/**
 * The secret that signs sessions: AUTH_SECRET, or with an embedded database one that is made
 * once and kept in the data directory.
 *
 * @throws {EnvError} where the database is not embedded and none is set: several instances must
 *   share it, so making one up would sign people out
 */
export function authSecret(env: Env): string {
  if (env.AUTH_SECRET) return env.AUTH_SECRET;
  if (env.DATABASE_URL) {
    throw new EnvError(
      "AUTH_SECRET is required with DATABASE_URL: set it to a random text, such as the output of `openssl rand -base64 32`",
    );
  }
  const file = path.join(env.LATCHKEY_DATA_DIR, "auth-secret");
  fs.mkdirSync(env.LATCHKEY_DATA_DIR, { recursive: true });
  try {
    fs.writeFileSync(file, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return fs.readFileSync(file, "utf8").trim();
}
