/** The first value of a search param: a link may carry it several times, or not at all. */
export function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
