/**
 * The value of a gauge in Prometheus's text format, or null where it is not told. Without the
 * name of a process: of a gauge that has no labels.
 */
export function readGauge(
  metrics: string,
  name: string,
  process?: "front-door" | "app",
): number | null {
  const labels = process === undefined ? "" : `\\{[^}]*process="${process}"[^}]*\\}`;
  const value = new RegExp(`^${name}${labels} (\\S+)`, "m").exec(metrics)?.[1];
  return value === undefined ? null : Number(value);
}
