/** "24 hours, 7 days or 30 days". */
export function formatList(items: readonly string[], last: "and" | "or"): string {
  const before = items.slice(0, -1).join(", ");
  const end = items.at(-1) ?? "";
  return before === "" ? end : `${before} ${last} ${end}`;
}
