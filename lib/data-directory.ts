import { ownDataDirectory } from "@/db/data-directory";
import { DATA_DIR_TAKES, type Env, EnvError } from "@/lib/env";

/**
 * The data directory as an absolute path without links, made for us alone if it is not there.
 * @throws {EnvError} where it cannot be made, or must not be used: see `ownDataDirectory`
 */
export function dataDirectory(env: Pick<Env, "LATCHKEY_DATA_DIR">): string {
  try {
    return ownDataDirectory(env.LATCHKEY_DATA_DIR);
  } catch (error) {
    throw dataDirectoryFailure(error);
  }
}

/** What went wrong in the data directory, as the operator is told it. */
export const dataDirectoryFailure = (error: unknown): EnvError =>
  new EnvError(`LATCHKEY_DATA_DIR ${DATA_DIR_TAKES}: ${(error as Error).message}`);
