import type { KeyedAnswers } from "./exchange";

/** By what a shared cache must tell answers to keyed requests apart. */
export const KEY_HEADERS: readonly string[] = ["X-API-Key", "Authorization"];

/** The upstream has said itself that everybody may be given this answer (RFC 9111, section 5.2.2). */
const FOR_EVERYBODY = /(?:^|[\s,])(?:public|s-maxage)(?:[\s,=]|$)/i;

/**
 * Keeps an answer to a keyed request out of shared caches. They know nothing of keys: without `Vary` they
 * would give one caller's answer to all, and without a word on caching they may keep it as long as they like
 * (RFC 9111, section 4.2.2).
 */
export class SharedCaching {
  private saysHow = false;
  private isForEverybody = false;
  private varies: string | null = null;

  /** Takes note of a header. @returns whether it is said anew at the end. */
  note(name: string, value: string): boolean {
    if (name === "cache-control") {
      this.saysHow = true;
      this.isForEverybody ||= FOR_EVERYBODY.test(value);
    } else if (name === "expires" || name === "pragma") {
      this.saysHow = true;
    } else if (name === "vary") {
      // In one line: some caches read the last one only.
      this.varies = this.varies === null ? value : `${this.varies}, ${value}`;
      return true;
    }
    return false;
  }

  /** Adds what is missing. */
  finish(headers: string[], { vary, varyOfPublic }: KeyedAnswers): void {
    if (!this.saysHow) headers.push("Cache-Control", "private");
    const names = this.isForEverybody ? varyOfPublic : vary;
    const varies = this.varies === null ? names.join(", ") : withNames(this.varies, names);
    if (varies !== "") headers.push("Vary", varies);
  }
}

function withNames(varies: string, vary: readonly string[]): string {
  const named = new Set(varies.split(",").map((name) => name.trim().toLowerCase()));
  if (named.has("*")) return "*";
  const missing = vary.filter((name) => !named.has(name.toLowerCase()));
  return [varies, ...missing].join(", ");
}
