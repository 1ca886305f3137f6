/** What a page may load, and from where, but for its scripts (Content Security Policy Level 3). */
const DIRECTIVES = [
  "default-src 'self'",
  // Styles are set on elements by Radix, Recharts and Sonner, some with figures that nobody knows before.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "frame-src 'none'",
];

export interface Scripts {
  /** Of this answer alone: inline scripts that carry it run. */
  nonce?: string;
  /** Inline scripts that are known to the letter: `sha256-…`. */
  hashes: readonly string[];
}

/** A policy for a page. Scripts are files of ours, or inline ones that are ours for certain; nothing is evaluated. */
export function contentSecurityPolicy({ nonce, hashes }: Scripts): string {
  const sources = ["'self'"];
  if (nonce !== undefined) sources.push(`'nonce-${nonce}'`);
  for (const hash of hashes) sources.push(`'${hash}'`);
  return [...DIRECTIVES, `script-src ${sources.join(" ")}`].join("; ");
}

/** The same for `npm run dev`, whose scripts are evaluated, and changed over a WebSocket. */
export const DEVELOPMENT_POLICY = [
  ...DIRECTIVES,
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "connect-src 'self' ws: wss:",
].join("; ");
