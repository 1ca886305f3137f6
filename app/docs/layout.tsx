import type { Metadata } from "next";
import { SiteHeader } from "@/components/site-header";
import { SkipLink } from "@/components/skip-link";
import { DocsNav } from "./docs-nav";

export const metadata: Metadata = {
  title: { default: "Documentation", template: "%s · Latchkey docs" },
};

export default function DocsLayout({ children }: { children: React.ReactNode }) {
  return (
    <>
      <SkipLink />
      <SiteHeader />
      <div className="mx-auto flex w-full max-w-[1200px] flex-col gap-6 px-4 py-6 md:flex-row md:gap-12 md:px-8 md:py-10">
        <aside className="shrink-0 md:sticky md:top-10 md:w-[180px] md:self-start">
          <DocsNav />
        </aside>
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          {children}
        </main>
      </div>
    </>
  );
}
