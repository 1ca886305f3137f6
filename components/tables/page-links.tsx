import Link from "next/link";
import { Button } from "@/components/ui/button";

interface PageLinksProps {
  /** From 1. */
  page: number;
  pages: number;
  href: (page: number) => string;
}

/** "Previous" and "Next" with the place between them; nothing where one page is all. */
export function PageLinks({ page, pages, href }: PageLinksProps) {
  if (pages <= 1) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-2 text-[13px] text-muted">
      <Step to={page > 1 ? href(page - 1) : null}>Previous</Step>
      <span className="tabular-nums">
        {page} of {pages}
      </span>
      <Step to={page < pages ? href(page + 1) : null}>Next</Step>
    </nav>
  );
}

function Step({ to, children }: { to: string | null; children: string }) {
  if (to === null) {
    return (
      <Button size="sm" disabled>
        {children}
      </Button>
    );
  }
  return (
    <Button asChild size="sm">
      <Link href={to}>{children}</Link>
    </Button>
  );
}
