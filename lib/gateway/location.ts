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
  if (!/^https?:/i.test(value)) return value;
  const ascii = asAscii(value);
  if (!URL.canParse(ascii)) return value;
  const url = new URL(ascii);
  if (url.origin !== origin || url.username !== "" || url.password !== "") return value;
  const path = url.pathname + url.search + url.hash;
  // Two slashes would name a host: a dot before them keeps it a path (URL standard, section 4.5).
  return path.startsWith("//") ? `/.${path}` : path;
}
