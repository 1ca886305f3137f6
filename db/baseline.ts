import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/*
 * Databases from before the migrations became one. Commit b1c84bd was in use; so its databases, and those of any
 * commit after it, are brought to the first migration of today. See docs/decisions/0021-functions-stand-once.md.
 */

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "baselines", "b1c84bd");

/** A migration of that time. */
export interface EarlierStep {
  tag: string;
  /** By this number a database says that it has it, as of drizzle's migrations. */
  when: number;
  sql: string;
}

/** The last one of b1c84bd, whose tables can be made as they were: a backup may be of them. */
const FIRST = { tag: "0013_first_quotas", when: 1795799006174 };

const HEADLINE = /^--> (\w+) (\d+)$/m;

let steps: readonly EarlierStep[] | undefined;

/** @returns from b1c84bd on to the first migration of today, in their order; the first makes all tables of b1c84bd */
export function earlierSteps(): readonly EarlierStep[] {
  if (steps) return steps;
  const read = (name: string) => readFileSync(path.join(FOLDER, name), "utf8");
  const [, ...parts] = read("steps.sql").split(HEADLINE);
  const found: EarlierStep[] = [{ ...FIRST, sql: read("tables.sql") }];
  for (let i = 0; i < parts.length; i += 3) {
    found.push({ tag: parts[i]!, when: Number(parts[i + 1]), sql: parts[i + 2]! });
  }
  return (steps = found);
}
