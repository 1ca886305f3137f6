/**
 * The one table of windows: over what a key's requests may be capped, and all that differs from window to window.
 * Types, schemas, columns, statements, codes, forms, meters, options of the command line and pages of the docs are made
 * of it. CONTRIBUTING.md ("A fifth window") says what stands beside it.
 */

interface WindowWords {
  /** Beside the field of a form: what it caps, and when capacity returns. */
  hint: string;
  /** How many days back a quota is tried on a key's past. */
  whatIfDays: number;
  /** The stretch whose rate says when the quota is reached: the longer the window, the longer the stretch. */
  rateOf: "hour" | "day" | "week";
}

type QuotaWindow = WindowWords &
  (
    | { hours: number; /** How long it is, for people. */ span: string }
    /** All of a key's life: nothing ever leaves it. */
    | { hours: null; span: null }
  );

/** In the order in which quotas are checked and told. */
export const QUOTA_WINDOWS = {
  total: {
    hours: null,
    span: null,
    hint: "Ever. Once reached, blocked until you raise it.",
    whatIfDays: 30,
    rateOf: "day",
  },
  daily: {
    hours: 24,
    span: "24 hours",
    hint: "In any 24 hours. Capacity returns as requests grow a day old.",
    whatIfDays: 7,
    rateOf: "hour",
  },
  weekly: {
    hours: 7 * 24,
    span: "7 days",
    hint: "In any 7 days, not from Monday to Sunday.",
    whatIfDays: 30,
    rateOf: "day",
  },
  monthly: {
    hours: 30 * 24,
    span: "30 days",
    hint: "In any 30 days, not by the calendar's month.",
    whatIfDays: 30,
    rateOf: "week",
  },
} as const satisfies Record<string, QuotaWindow>;

type Windows = typeof QUOTA_WINDOWS;

export type QuotaName = keyof Windows;
/** A quota whose window moves on: all but the all-time one. */
export type RollingName = {
  [Name in QuotaName]: Windows[Name]["hours"] extends null ? never : Name;
}[QuotaName];

const isRolling = (name: QuotaName): name is RollingName => QUOTA_WINDOWS[name].hours !== null;

export const QUOTA_NAMES = Object.keys(QUOTA_WINDOWS) as readonly QuotaName[];
export const ROLLING_NAMES: readonly RollingName[] = QUOTA_NAMES.filter(isRolling);

/** The code of the rejection where it is reached. The key's column is named like it, and so is the usage counter. */
export type QuotaCode = `quota_${QuotaName}`;
/** The field of forms and verbs that holds its limit. */
export type QuotaField = `quota${Capitalize<QuotaName>}`;

export const quotaCode = <Name extends QuotaName>(name: Name) => `quota_${name}` as const;

export const quotaField = <Name extends QuotaName>(name: Name) =>
  `quota${capitalised(name)}` as const;

/** "Daily quota". */
export const quotaLabel = (name: QuotaName) => `${capitalised(name)} quota`;

/** What people call its window, after a count: "in any 24 hours". */
export const spanWords = (name: RollingName) => `in any ${QUOTA_WINDOWS[name].span}`;

/** How far back any window reaches, in hours. */
export const LONGEST_HOURS = Math.max(...ROLLING_NAMES.map((name) => QUOTA_WINDOWS[name].hours));

/** What `of` says of each quota, under its name. */
export const byQuota = <T>(of: (name: QuotaName) => T): Record<QuotaName, T> =>
  keyed(QUOTA_NAMES, (name) => name, of);

/** The same of those that roll. */
export const byRolling = <T>(of: (name: RollingName) => T): Record<RollingName, T> =>
  keyed(ROLLING_NAMES, (name) => name, of);

/** What `of` says of each quota, under its field. */
export const byQuotaField = <T>(of: (name: QuotaName) => T): Record<QuotaField, T> =>
  keyed(QUOTA_NAMES, quotaField, of);

/** What `of` says of each quota, under its code. */
export const byQuotaCode = <T>(of: (name: QuotaName) => T): Record<QuotaCode, T> =>
  keyed(QUOTA_NAMES, quotaCode, of);

function keyed<Name extends QuotaName, Key extends string, T>(
  names: readonly Name[],
  keyOf: (name: Name) => Key,
  of: (name: Name) => T,
): Record<Key, T> {
  return Object.fromEntries(names.map((name) => [keyOf(name), of(name)])) as Record<Key, T>;
}

function capitalised<Text extends string>(text: Text): Capitalize<Text> {
  return (text.charAt(0).toUpperCase() + text.slice(1)) as Capitalize<Text>;
}
