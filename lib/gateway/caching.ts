import type { KeyedAnswers } from "./exchange";

/** By what a shared cache must tell answers to keyed requests apart. */
export const KEY_HEADERS: readonly string[] = ["X-API-Key", "Authorization"];

/** A part of `Cache-Control`: up to a comma that is in no quoted text, which may be cut off. */
const DIRECTIVES = /(?:[^,"]|"(?:[^"\\]|\\.)*(?:"|$))+/g;
/** A whole directive that lets everybody be given an answer (RFC 9111, section 5.2.2). */
const FOR_EVERYBODY = /^\s*(?:public|s-maxage=(?:\d+|"\d+"))\s*$/i;
/** Most answers have neither word in it. */
const MAY_BE_FOR_EVERYBODY = /public|s-maxage/i;

/**
 * Whether the upstream has said itself that everybody may be given this answer. What is no directive of these, as in
 * `max-age=60; public`, says nothing: caches read it so as well.
 */
function isForEverybody(cacheControl: string): boolean {
  if (!MAY_BE_FOR_EVERYBODY.test(cacheControl)) return false;
  return (cacheControl.match(DIRECTIVES) ?? []).some((part) => FOR_EVERYBODY.test(part));
}

/**
 * Keeps an answer to a keyed request out of shared caches. They know nothing of keys: without `Vary` they
 * would give one caller's answer to all, and without a word on caching they may keep it as long as they like
 * (RFC 9111, section 4.2.2).
 */
export class SharedCaching {
  /** The headers in which the upstream has said how to keep its answer. */
  private saysIt: string[] | null = null;
  private isForEverybody = false;
  private varies: string | null = null;

  /** Takes note of a header. @returns whether it is said anew at the end. */
  note(name: string, value: string): boolean {
    // An empty one says nothing.
    if (value.trim() === "") return name === "cache-control";
    if (name === "cache-control") {
      (this.saysIt ??= []).push(name);
      this.isForEverybody ||= isForEverybody(value);
    } else if (name === "expires" || name === "pragma") {
      (this.saysIt ??= []).push(name);
    } else if (name === "vary") {
      // In one line: some caches read the last one only.
      this.varies = this.varies === null ? value : `${this.varies}, ${value}`;
      return true;
    }
    return false;
  }

  /** Adds what is missing. @param gone headers that do not reach the client */
  finish(
    headers: string[],
    { vary, varyOfPublic }: KeyedAnswers,
    gone: ReadonlySet<string> | null,
  ): void {
    const reaches = (name: string) => !gone?.has(name);
    if (!this.saysIt?.some(reaches)) headers.push("Cache-Control", "private");
    const names = this.isForEverybody && reaches("cache-control") ? varyOfPublic : vary;
    const said = reaches("vary") ? this.varies : null;
    const varies = said === null ? names.join(", ") : withNames(said, names);
    if (varies !== "") headers.push("Vary", varies);
  }
}

function withNames(varies: string, vary: readonly string[]): string {
  const named = new Set(varies.split(",").map((name) => name.trim().toLowerCase()));
  if (named.has("*")) return "*";
  const missing = vary.filter((name) => !named.has(name.toLowerCase()));
  return [varies, ...missing].join(", ");
}
