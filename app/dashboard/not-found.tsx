import Link from "next/link";
import { PageMessage } from "@/components/page-message";
import { Button } from "@/components/ui/button";

export default function NotFound() {
  return (
    <PageMessage
      title="There is nothing here"
      action={
        <Button asChild>
          <Link href="/dashboard/keys">Go to your keys</Link>
        </Button>
      }
    >
      The address may be mistyped, or what it led to was deleted or belongs to another account.
    </PageMessage>
  );
}
