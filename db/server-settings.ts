/** By URL: what `openFit` has seen that connections to a server must say besides. */
const noted = new Map<string, Readonly<Record<string, string>>>();

export function noteServerSettings(url: string, settings: Readonly<Record<string, string>>): void {
  noted.set(url, settings);
}

/** The same database, with what its connections must say besides; the URL itself where it was not asked before. */
export function withServerSettings(url: string): string {
  const settings = new URLSearchParams(noted.get(url) ?? {}).toString();
  if (settings === "") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${settings}`;
}
