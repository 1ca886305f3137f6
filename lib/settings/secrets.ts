import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { readNow } from "@/db/no-follow";
import { dataDirectory, dataDirectoryFailure } from "./data-directory";
import { type Env, EnvError, SECRET_TAKES } from "@/lib/env";

/**
 * The secret that signs sessions: AUTH_SECRET, or with an embedded database one that is made
 * once and kept in the data directory.
 *
 * @throws {EnvError} where the database is not embedded and none is set: several instances must
 *   share it, so making one up would sign people out; or where the data directory cannot be used
 */
export function authSecret(env: Env): string {
  if (env.AUTH_SECRET) return env.AUTH_SECRET;
  if (env.DATABASE_URL) {
    throw new EnvError(
      "AUTH_SECRET is required with DATABASE_URL: set it to a random text, such as the output of `openssl rand -base64 32`",
    );
  }
  const file = path.join(dataDirectory(env), "auth-secret");
  const secret = kept(file);
  if (secret.length < 32) {
    throw new EnvError(
      `${file} ${SECRET_TAKES}: remove it, and another is made, or set AUTH_SECRET`,
    );
  }
  return secret;
}

function kept(file: string): string {
  try {
    writeOnce(file, randomBytes(32).toString("base64url"));
    return readNow(file).toString("utf8").trim();
  } catch (error) {
    throw dataDirectoryFailure(error);
  }
}

function writeOnce(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
