import {
  Activity,
  BarChart3,
  BookOpen,
  History,
  Inbox,
  KeyRound,
  Keyboard,
  type LucideIcon,
  Monitor,
  Moon,
  Plus,
  ScrollText,
  Settings,
  Sun,
} from "lucide-react";
import type { Viewer } from "../viewer";

export interface PaletteItem {
  label: string;
  icon: LucideIcon;
  /** Other words for it. */
  words?: string;
  does:
    | { kind: "go"; href: string }
    | { kind: "theme"; theme: "light" | "dark" | "system" }
    | { kind: "help" };
}

const page = (label: string, href: string, icon: LucideIcon, words = ""): PaletteItem => ({
  label,
  icon,
  words,
  does: { kind: "go", href },
});

const theme = (label: string, of: "light" | "dark" | "system", icon: LucideIcon): PaletteItem => ({
  label,
  icon,
  words: "mode colours appearance",
  does: { kind: "theme", theme: of },
});

const SETTINGS = page(
  "Settings",
  "/dashboard/settings",
  Settings,
  "password sessions plan blocked addresses",
);

const AUDIT = page("Audit", "/dashboard/audit", History, "trail changes sign-ins who did it");

const PAGES = [
  page("Needs attention", "/dashboard", Inbox, "home matters today what needs me"),
  page("API keys", "/dashboard/keys", KeyRound),
  page("Request logs", "/dashboard/keys/logs", ScrollText, "requests errors"),
  page("Usage", "/dashboard/usage", BarChart3, "charts credits latency"),
  AUDIT,
  SETTINGS,
  page("Introduction", "/docs/introduction", BookOpen, "docs documentation"),
  page("About API keys", "/docs/api-keys", BookOpen, "docs documentation quotas rotation"),
  page("Error handling", "/docs/error-handling", BookOpen, "docs documentation 401 429"),
  page("Best practices", "/docs/best-practices", BookOpen, "docs documentation"),
  page("Keys in browsers", "/docs/keys-in-browsers", BookOpen, "docs documentation cors"),
  page("Glossary", "/docs/glossary", BookOpen, "docs documentation terms"),
  page("API reference", "/docs/api", BookOpen, "docs documentation openapi endpoints"),
];

/** For operators alone. */
const OPERATE = page("Operate", "/operate", Activity, "instances blocked addresses health");

/** The pages that somebody may open. */
export function pagesFor(viewer: Viewer): PaletteItem[] {
  if (viewer === "operator") return [...PAGES, OPERATE];
  return viewer === "person" ? PAGES : PAGES.filter((item) => item !== SETTINGS && item !== AUDIT);
}

export const ACTIONS: PaletteItem[] = [
  { ...page("Create a key", "/dashboard/keys/new", Plus, "new key add") },
  theme("Light theme", "light", Sun),
  theme("Dark theme", "dark", Moon),
  theme("Theme as the system", "system", Monitor),
  { label: "Keyboard shortcuts", icon: Keyboard, words: "help", does: { kind: "help" } },
];

/** Those that hold every word of what was typed. */
export function itemsFor(items: readonly PaletteItem[], typed: string): PaletteItem[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter(({ label, words = "" }) => {
    const all = `${label} ${words}`.toLowerCase();
    return wanted.every((word) => all.includes(word));
  });
}
