import { execa, type ResultPromise } from "execa";
import { ROOT } from "./root";

interface CliOptions {
  reject: false;
  cwd: string;
  env: Record<string, string>;
}

/** The file that is the command line, to be run with Node.js: made anew for each run of the tests. */
export const cliFile = (): string => process.env.TEST_CLI!;

/**
 * Begins a call of the command line. However it ends, that is no error.
 *
 * @param env beside what this process has
 */
export const runCli = (
  args: readonly string[],
  env: Record<string, string>,
): ResultPromise<CliOptions> =>
  execa(process.execPath, [cliFile(), ...args], { reject: false, cwd: ROOT, env });
