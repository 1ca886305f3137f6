const varies = (segment: string) => segment.startsWith("[");

/**
 * Makes a search for the row that serves a path; the search gives null where none does. `[name]`
 * in a row's path stands for one segment, as in the name of its folder. Where several rows fit,
 * it finds the one whose handler Next.js takes: a segment that is spelled out goes before one that
 * varies, and the first segment in which two rows differ decides.
 *
 * With a slash at its end a path is another one: Next.js would answer it with a redirect, which
 * would be charged.
 */
export function endpointFinder<Row>(
  table: Readonly<Record<string, Row>>,
): (path: string) => Row | null {
  const rows = new Map(Object.entries(table));
  const patterns = [...rows]
    .map(([path, row]) => ({ segments: path.split("/"), row }))
    .filter(({ segments }) => segments.some(varies))
    .map((pattern) => ({ ...pattern, rank: pattern.segments.map(varies).map(Number).join("") }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return (path) => {
    const exact = rows.get(path);
    if (exact !== undefined || patterns.length === 0) return exact ?? null;
    const asked = path.split("/");
    return patterns.find(({ segments }) => fits(segments, asked))?.row ?? null;
  };
}

function fits(pattern: readonly string[], asked: readonly string[]): boolean {
  return (
    pattern.length === asked.length &&
    pattern.every((part, i) => part === asked[i] || (varies(part) && asked[i] !== ""))
  );
}
