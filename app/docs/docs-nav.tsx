"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "@/components/ui/cn";
import { DOCS } from "./pages";

export function DocsNav() {
  const path = usePathname();
  return (
    <nav aria-label="Documentation">
      <ul className="flex flex-wrap gap-0.5 md:flex-col">
        {DOCS.map(({ href, title }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={path === href ? "page" : undefined}
              className={cn(
                "flex h-8 items-center rounded-md px-2.5 text-sm text-muted hover:bg-surface-2 hover:text-foreground",
                path === href && "bg-surface-2 font-medium text-foreground",
              )}
            >
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
