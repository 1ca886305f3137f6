/** The documentation's pages in reading order. */
export const DOCS = [
  { href: "/docs/introduction", title: "Introduction" },
  { href: "/docs/api-keys", title: "API keys" },
  { href: "/docs/error-handling", title: "Error handling" },
  { href: "/docs/best-practices", title: "Best practices" },
  { href: "/docs/keys-in-browsers", title: "Keys in browsers" },
  { href: "/docs/glossary", title: "Glossary" },
  { href: "/docs/api", title: "API reference" },
  { href: "/docs/management", title: "Management API" },
] as const;

export type DocsHref = (typeof DOCS)[number]["href"];
