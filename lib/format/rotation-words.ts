import { keyStatus, reachedQuotas } from "./key-status";

type Old = Parameters<typeof keyStatus>[0];

/** Why requests with a key that is being replaced are refused as it is; null where they are served. */
export function whyRefused(old: Old, nowMs: number): string | null {
  switch (keyStatus(old, nowMs)) {
    case "inactive":
      return "is inactive";
    case "expired":
      return "has expired";
    case "reached":
      return `has reached its ${reachedQuotas(old)[0]} quota`;
    case "active":
    case "expiring":
      return null;
  }
}

/** What becomes of the old key while it is replaced, in a sentence. */
export function oldKeyWords(old: Old, nowMs: number): string {
  const why = whyRefused(old, nowMs);
  return why === null
    ? "The old key goes on working until you switch it off in the last step."
    : `The old key ${why}: requests with it are refused now.`;
}

/** Which of the two keys work now, in a sentence. */
export function workingKeysWords(old: Old & { alias: string }, nowMs: number): string {
  const why = whyRefused(old, nowMs);
  return why === null ? "Both work for now." : `Only the new key works now: ${old.alias} ${why}.`;
}
