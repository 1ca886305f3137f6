import { EmptyState } from "@/components/ui/empty-state";

/** Stands where the figures of a range could not be summed up in time. */
export function TooMuch({ what }: { what: string }) {
  return (
    <EmptyState title={`Summing up ${what} takes too long`}>
      There are too many requests in this range for the moment. Choose a shorter one, or try again.
    </EmptyState>
  );
}
