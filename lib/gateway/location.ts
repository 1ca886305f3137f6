/** A header's bytes, of which Node makes characters of Latin-1, as a URL writes them. */
const asAscii = (value: string) =>
  value.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Where an upstream leads, without its own address: a client cannot reach that, and has no business with
 * it. Everything else stays as it is.
 *
 * @param value of `Location` or `Content-Location`
 * @param origin the upstream's
 */
export function withoutOrigin(value: string, origin: string): string {
  // Browsers read a backslash as a slash; two of them name a host without a scheme.
  const hasHost = /^(?:https?:|[\\/]{2})/i.test(value);
  if (!hasHost) return value;
  const ascii = asAscii(value);
  if (!URL.canParse(ascii, origin)) return value;
  const url = new URL(ascii, origin);
  if (url.origin !== origin || url.username !== "" || url.password !== "") return value;
  const path = url.pathname + url.search + url.hash;
  // Two slashes would name a host: a dot before them keeps it a path (URL standard, section 4.5).
  return path.startsWith("//") ? `/.${path}` : path;
}
