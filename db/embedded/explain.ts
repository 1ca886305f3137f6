/** What PostgreSQL's programs say when something known is wrong, and what to tell the operator. */
const KNOWN: readonly [pattern: RegExp, explanation: string][] = [
  [/No space left on device/i, "there is no space left on its disk"],
  [
    /could not look up effective user ID (\d+)/,
    "the user id it runs under has no name in /etc/passwd",
  ],
  [
    /could not (?:map anonymous shared memory|create shared memory segment|resize shared memory)/,
    "there is not enough shared memory",
  ],
  [
    /data directory .*(?:has wrong ownership|has invalid permissions)/,
    "its files belong to another user, or others may read them",
  ],
  [
    /(?:could not access|could not change) directory .*Permission denied/i,
    "the user without rights that it runs as may not enter the data directory: set LATCHKEY_DATA_DIR to one that it may",
  ],
  [/Read-only file system/i, "its disk is read-only"],
];

/** One line that says why, out of what a program wrote before it gave up. */
export function explain(output: string): string {
  const known = KNOWN.find(([pattern]) => pattern.test(output));
  if (known) return known[1];
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const telling =
    lines.find((line) => /\b(?:FATAL|PANIC)\b/.test(line)) ??
    lines.find((line) => /\berror\b/i.test(line)) ??
    lines.at(-1) ??
    "it ended without a word";
  return telling.replace(/^.*?\b(?:FATAL|PANIC|ERROR|error):\s*/, "");
}
