import Link from "next/link";
import { PageMessage } from "@/components/page-message";
import { SiteHeader } from "@/components/site-header";
import { Button } from "@/components/ui/button";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <>
      <SiteHeader />
      <main id="main">
        <PageMessage
          title="There is nothing here"
          action={
            <div className="flex flex-wrap gap-2">
              <Button asChild>
                <Link href="/dashboard">Go to the dashboard</Link>
              </Button>
              <Button asChild variant="ghost">
                <Link href="/docs/introduction">Read the docs</Link>
              </Button>
            </div>
          }
        >
          The address may be mistyped, or what it led to is gone or belongs to another account.
        </PageMessage>
      </main>
    </>
  );
}
