import Link from "next/link";
import { ThemeToggle } from "./theme-toggle";
import { Button } from "./ui/button";
import { Wordmark } from "./wordmark";

/** Above the pages that need no sign-in. */
export function SiteHeader() {
  return (
    <header className="border-b bg-surface">
      <div className="mx-auto flex h-14 max-w-[1200px] items-center gap-1 px-4 md:px-8">
        <Link href="/" aria-label="Latchkey, home" className="flex">
          <Wordmark />
        </Link>
        <nav aria-label="Site" className="ml-auto flex items-center gap-1">
          <Button asChild variant="ghost" size="sm">
            <Link href="/docs/introduction">Docs</Link>
          </Button>
          <Button asChild variant="ghost" size="sm">
            <Link href="/dashboard">Dashboard</Link>
          </Button>
          <ThemeToggle />
        </nav>
      </div>
    </header>
  );
}
