import fs from "node:fs";
import path from "node:path";
import { parse } from "dotenv";
import { EnvError } from "./error";

/** Variables by name. */
export type Variables = Record<string, string | undefined>;

/** Ends the name of a variable that says in which file another's value is. */
const FILE = "_FILE";
const withoutFile = (name: string) => (name.endsWith(FILE) ? name.slice(0, -FILE.length) : name);

/**
 * Adds what `.env` in a directory says. A variable that is set wins, be it with nothing; so does one whose
 * value is in a file over the value itself, and the other way round.
 *
 * @throws {EnvError} where there is such a file and it cannot be read
 */
export function addDotEnv(variables: Variables, directory: string): void {
  let text: string;
  try {
    text = fs.readFileSync(path.join(directory, ".env"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw new EnvError(`.env in ${directory} cannot be read: ${(error as Error).message}`);
  }
  const isSet = new Set(
    Object.keys(variables)
      .filter((name) => variables[name] !== undefined)
      .map(withoutFile),
  );
  for (const [name, value] of Object.entries(parse(text))) {
    if (!isSet.has(withoutFile(name))) variables[name] = value;
  }
}

/**
 * Puts the values of variables whose `NAME_FILE` is set in their place: the text of the file, without the
 * line's end behind it. Secrets of Docker and Kubernetes come so.
 *
 * @param names of the variables for which there is such a one
 * @throws {EnvError} where the file cannot be read or is empty, or both variables are set
 */
export function readFiles(variables: Variables, names: readonly string[]): void {
  for (const name of names) {
    const from = `${name}${FILE}`;
    const file = variables[from];
    if (!file) continue;
    if (variables[name]) {
      throw new EnvError(`${from} is set beside ${name}: set only one of them`);
    }
    const value = textOf(from, file).replace(/\r?\n$/, "");
    if (value === "") throw new EnvError(`${from} takes a file with the value in it: it is empty`);
    variables[name] = value;
    // For processes that inherit these it would be one too many.
    delete variables[from];
  }
}

function textOf(name: string, file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new EnvError(`${name} takes a file that can be read: ${(error as Error).message}`);
  }
}
