/** A line of Prometheus's text format. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** What an answer of `/metrics` says. @throws at a line that is none */
export function samplesOf(text: string): Sample[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name, labels = "", value] = LINE.exec(line) ?? [];
      if (name === undefined) throw new Error(`no line of metrics: ${line}`);
      const pairs = [...labels.matchAll(LABEL)].map(([, label, of]) => [label!, of!]);
      return { name, labels: Object.fromEntries(pairs), value: Number(value) };
    });
}

/** The value of a metric with these labels, and perhaps others; null where it is not told. */
export function valueOf(
  text: string,
  name: string,
  labels: Record<string, string> = {},
): number | null {
  const wanted = Object.entries(labels);
  const found = samplesOf(text).filter(
    (sample) =>
      sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value),
  );
  return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
}
