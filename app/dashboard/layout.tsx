import Link from "next/link";
import { CommandsProvider } from "@/components/commands/commands-provider";
import { PaletteButton, PaletteIconButton } from "@/components/commands/palette-button";
import { DashboardNav } from "@/components/dashboard-nav";
import { NavSheetButton } from "@/components/nav-sheet-button";
import { ReaderProvider } from "@/components/reader/reader";
import { TimeZoneReporter } from "@/components/reader/time-zone-reporter";
import { SignOutButton } from "@/components/sign-out-button";
import { SkipLink } from "@/components/skip-link";
import { ThemeToggle } from "@/components/theme-toggle";
import { Badge } from "@/components/ui/badge";
import type { Viewer } from "@/components/viewer";
import { Wordmark } from "@/components/wordmark";
import { findKeysAction } from "@/lib/actions/keys";
import { type CurrentAccount, requireAccount } from "@/lib/auth/session";
import { AccountNotices } from "./account-notices";
import { serverNow } from "./server-now";
import { apiOrigin } from "./api-origin";
import { readerTimeZone } from "./reader-time-zone";
import { WayBack } from "./way-back";

export const metadata = { title: { default: "Dashboard", template: "%s · Latchkey" } };

function viewerOf({ user }: CurrentAccount): Viewer {
  if (user === null) return "portal";
  return user.isOperator ? "operator" : "person";
}

export default async function DashboardLayout({ children }: { children: React.ReactNode }) {
  const current = await requireAccount();
  const { user, portal, account } = current;
  const viewer = viewerOf(current);
  const leaveFor = portal ? (portal.returnUrl ?? "/portal/ended") : "/sign-in";
  const timeZone = await readerTimeZone();
  const nowMs = await serverNow();
  return (
    <CommandsProvider findKeysAction={findKeysAction} viewer={viewer}>
      <div className="flex min-h-dvh">
        <SkipLink />
        <aside className="sticky top-0 hidden h-dvh w-[220px] shrink-0 flex-col gap-5 border-r bg-surface p-3 md:flex">
          <Link href="/dashboard" className="px-2.5 pt-2">
            <Wordmark />
          </Link>
          <PaletteButton />
          <DashboardNav viewer={viewer} />
          <div className="mt-auto space-y-2 border-t pt-3">
            <div className="px-2.5">
              <p className="flex items-center justify-between gap-2 text-[13px]">
                <span className="truncate font-medium" title={account.name}>
                  {account.name}
                </span>
                <Badge tone="neutral">{account.plan}</Badge>
              </p>
              {user && (
                <p className="truncate text-xs text-muted" title={user.email}>
                  {user.email}
                </p>
              )}
            </div>
            <div className="flex items-center justify-between">
              <SignOutButton leaveFor={leaveFor} />
              <ThemeToggle />
            </div>
          </div>
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <header className="sticky top-0 z-20 flex h-13 items-center gap-2 border-b bg-surface px-2 md:hidden">
            <NavSheetButton viewer={viewer} />
            <Wordmark />
            <div className="ml-auto flex items-center">
              <PaletteIconButton />
              <ThemeToggle />
              <SignOutButton leaveFor={leaveFor} />
            </div>
          </header>
          <main
            id="main"
            tabIndex={-1}
            className="mx-auto w-full max-w-[1200px] flex-1 space-y-5 px-4 py-5 outline-none md:px-8 md:py-7"
          >
            <ReaderProvider {...{ timeZone, nowMs }} {...await apiOrigin()}>
              <TimeZoneReporter shown={timeZone} />
              {portal?.returnUrl && <WayBack url={portal.returnUrl} />}
              {user && <AccountNotices user={user} account={account} />}
              {children}
            </ReaderProvider>
          </main>
        </div>
      </div>
    </CommandsProvider>
  );
}
