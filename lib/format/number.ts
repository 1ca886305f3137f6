// One locale for server and browser: the same figure must read the same on both.
const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** 12482 -> "12,482". */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** 12482 -> "12.5K", for where space is short. */
export function formatShort(count: number): string {
  return SHORT.format(count);
}

/** The share in whole per cent; says 100 % only when the whole is reached. */
export function formatPercent(part: number, whole: number): string {
  if (whole <= 0) return "0 %";
  const percent = (part / whole) * 100;
  return `${percent >= 100 ? Math.round(percent) : Math.floor(percent)} %`;
}

/** Milliseconds with as many digits as are worth reading: "0.42 ms", "12.3 ms", "1.20 s". */
export function formatDuration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 100) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  return `${(ms / 1000).toFixed(2)} s`;
}
