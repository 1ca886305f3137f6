/** NUL in a query: text that no column of the database can hold, so that nothing can be found with it. */
const NUL = /%00|\0/;

/**
 * Whether the target of a request says nothing: a NUL in it, or a path whose escapes are no UTF-8. Next.js
 * answers 500 to such a path, and hands such a query to pages, whose searches the database would refuse.
 */
export function isMalformedTarget(target: string): boolean {
  if (NUL.test(target)) return true;
  const mark = target.indexOf("?");
  try {
    decodeURIComponent(mark < 0 ? target : target.slice(0, mark));
    return false;
  } catch {
    return true;
  }
}
