import Link from "next/link";
import { TimeZoneTeller } from "@/components/reader/time-zone-reporter";
import { SkipLink } from "@/components/skip-link";
import { Wordmark } from "@/components/wordmark";

export default function AuthLayout({ children }: { children: React.ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <TimeZoneTeller />
      <header className="px-4 py-4 md:px-8">
        <Link href="/" prefetch={false}>
          <Wordmark />
        </Link>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-[400px] flex-1 px-4 pt-[8vh] pb-16 outline-none"
      >
        {children}
      </main>
    </div>
  );
}
