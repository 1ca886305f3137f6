"use client";

import {
  Activity,
  BarChart3,
  BookOpen,
  History,
  Inbox,
  KeyRound,
  ScrollText,
  Settings,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "./ui/cn";
import type { Viewer } from "./viewer";

const AUDIT = "/dashboard/audit";
const SETTINGS = "/dashboard/settings";
/** What is about people; who came by a portal link has none of it. */
const OF_PEOPLE: readonly string[] = [AUDIT, SETTINGS];

const HOME = "/dashboard";

const ITEMS = [
  { href: HOME, label: "Attention", icon: Inbox },
  { href: "/dashboard/keys", label: "API keys", icon: KeyRound, not: "/dashboard/keys/logs" },
  { href: "/dashboard/keys/logs", label: "Request logs", icon: ScrollText },
  { href: "/dashboard/usage", label: "Usage", icon: BarChart3 },
  { href: AUDIT, label: "Audit", icon: History },
  { href: SETTINGS, label: "Settings", icon: Settings },
  { href: "/docs/introduction", label: "Documentation", icon: BookOpen },
];

const OF_OPERATORS = { href: "/operate", label: "Operate", icon: Activity, not: undefined };

function itemsFor(viewer: Viewer) {
  if (viewer === "operator") return [...ITEMS, OF_OPERATORS];
  return viewer === "person" ? ITEMS : ITEMS.filter(({ href }) => !OF_PEOPLE.includes(href));
}

interface DashboardNavProps {
  viewer: Viewer;
  /** Called when a link is followed, so that a sheet can close. */
  onNavigate?: () => void;
}

export function DashboardNav({ viewer, onNavigate }: DashboardNavProps) {
  const path = usePathname();
  return (
    <nav aria-label="Dashboard">
      <ul className="flex flex-col gap-0.5">
        {itemsFor(viewer).map(({ href, label, icon: Icon, not }) => {
          // Every other page lies below the first one.
          const isCurrent =
            href === HOME ? path === HOME : path.startsWith(href) && !(not && path.startsWith(not));
          return (
            <li key={href}>
              <Link
                href={href}
                // A page that never changes would be fetched whole, its scripts included.
                prefetch={href.startsWith("/docs") ? false : undefined}
                onClick={onNavigate}
                aria-current={isCurrent ? "page" : undefined}
                className={cn(
                  "flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm text-muted transition-colors duration-150 hover:bg-surface-2 hover:text-foreground",
                  isCurrent && "bg-surface-2 font-medium text-foreground",
                )}
              >
                <Icon aria-hidden className="size-4 shrink-0" />
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
