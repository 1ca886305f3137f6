import { ArrowLeft, ArrowRight } from "lucide-react";
import Link from "next/link";
import { DOCS, type DocsHref } from "./pages";

interface ArticleProps {
  href: DocsHref;
  /** What the page is for, in a sentence or two. */
  lead: React.ReactNode;
  children: React.ReactNode;
}

/** A page of the documentation, with the ones before and after it at its end. */
export function Article({ href, lead, children }: ArticleProps) {
  const place = DOCS.findIndex((page) => page.href === href);
  const previous = DOCS[place - 1];
  const next = DOCS[place + 1];
  return (
    <article className="max-w-[720px] text-[15px] leading-7">
      <h1 className="text-[28px] leading-9 font-semibold tracking-tight">{DOCS[place]?.title}</h1>
      <p className="mt-3 max-w-[58ch] text-base text-pretty text-muted">{lead}</p>
      {children}
      <nav
        aria-label="Previous and next page"
        className="mt-14 flex justify-between gap-4 border-t pt-5 text-sm"
      >
        {previous ? (
          <Link href={previous.href} className="inline-flex items-center gap-2 hover:underline">
            <ArrowLeft aria-hidden className="size-4 text-muted" />
            {previous.title}
          </Link>
        ) : (
          <span />
        )}
        {next && (
          <Link href={next.href} className="inline-flex items-center gap-2 hover:underline">
            {next.title}
            <ArrowRight aria-hidden className="size-4 text-muted" />
          </Link>
        )}
      </nav>
    </article>
  );
}
