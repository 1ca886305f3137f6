import { closestMatch } from "leven";

const OURS = "LATCHKEY_";

/** Said by the front door to the process that it starts, or by tests to themselves. */
const INTERNAL = ["LATCHKEY_APP_SOCKET", "LATCHKEY_APP_TOKEN", "LATCHKEY_SCREENSHOTS"];
const INTERNAL_PREFIX = "LATCHKEY_E2E_";

export interface UnknownName {
  name: string;
  /** The setting whose name is most like it. */
  nearest: string;
}

/**
 * Variables that look like settings of ours and are none: misspelled, as a rule.
 *
 * @param set names of the variables that are set
 * @param settings names of the variables that are read
 */
export function unknownNames(set: readonly string[], settings: readonly string[]): UnknownName[] {
  const known = settings.filter((name) => name.startsWith(OURS));
  const isKnown = new Set([...known, ...known.map((name) => `${name}_FILE`), ...INTERNAL]);
  return set
    .filter((name) => name.toUpperCase().startsWith(OURS) && !isKnown.has(name))
    .filter((name) => !name.startsWith(INTERNAL_PREFIX))
    .map((name) => ({ name, nearest: closestMatch(name.toUpperCase(), known) ?? known[0]! }));
}
