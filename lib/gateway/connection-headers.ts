/** RFC 9110, section 7.6.1: these speak of one connection and are not passed on. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What `Connection` names besides itself (RFC 9110, section 7.6.1); null where it names nothing. */
export function namedByConnection(value: string, known: Set<string> | null): Set<string> | null {
  let named = known;
  if (value === "keep-alive" || value === "close") return named;
  for (const option of value.split(",")) {
    const name = option.trim().toLowerCase();
    if (name !== "keep-alive" && name !== "close" && name !== "") (named ??= new Set()).add(name);
  }
  return named;
}

/** Leaves out headers (name, value, name, value…) by name. `Connection` may come after those that it names. */
export function dropNamed(headers: string[], named: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (!named.has(headers[i]!.toLowerCase())) kept.push(headers[i]!, headers[i + 1]!);
  }
  return kept;
}
