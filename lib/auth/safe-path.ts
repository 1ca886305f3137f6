/** Where people land who did not ask for a certain page. */
export const HOME = "/dashboard";
/** Where those land whom an operator's app has sent to their keys. */
export const PORTAL_HOME = "/dashboard/keys";

// Only what is compared below: the origin never leaves this file.
const ANY_ORIGIN = "http://latchkey.invalid";

/**
 * The path of a `callbackUrl` where it stays in this app, else `HOME`: a sign-in link must not
 * lead away to somebody else's copy of this page. Browsers read `\` as `/` and drop tabs and
 * line breaks, so the text is judged after the URL parser has done the same.
 */
export function safePath(wanted: string | null | undefined): string {
  if (!wanted?.startsWith("/")) return HOME;
  try {
    const url = new URL(wanted, ANY_ORIGIN);
    if (url.origin !== ANY_ORIGIN || url.pathname.startsWith("//")) return HOME;
    return url.pathname + url.search + url.hash;
  } catch {
    return HOME;
  }
}
