import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { KeySearch } from "@/lib/keys/schema";

/** Keys there are, but none like this. */
export function NoKeyFound({ search }: { search: KeySearch }) {
  return (
    <EmptyState
      title="No key matches"
      action={
        <Button asChild>
          <Link href="/dashboard/keys">Show all keys</Link>
        </Button>
      }
    >
      {search.q
        ? "The search looks for a part of an alias or category, or the last four characters of a key."
        : "No key is in this state or category now."}
    </EmptyState>
  );
}
