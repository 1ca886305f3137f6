import Link from "next/link";
import { PageMessage } from "@/components/page-message";
import { Button } from "@/components/ui/button";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main id="main">
      <PageMessage
        title="There is nothing here"
        action={
          <Button asChild>
            <Link href="/dashboard/keys">Go to the dashboard</Link>
          </Button>
        }
      >
        The address may be mistyped, or what it led to is gone or belongs to another account.
      </PageMessage>
    </main>
  );
}
