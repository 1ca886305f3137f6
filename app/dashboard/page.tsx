import { Suspense } from "react";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { attentionOfPage } from "./attention-of-page";
import { Matters, MattersSkeleton, Summary } from "./matters";
import { readerTimeZone } from "./reader-time-zone";
import { Today } from "./today";

export const metadata = { title: "Needs attention" };

/** The first page after sign-in: what somebody should do, and how the day goes. */
export default async function AttentionPage() {
  const timeZone = await readerTimeZone();
  // Asked at once: the day's figures do not wait for it.
  const attention = attentionOfPage();
  return (
    <>
      <PageHeader
        title="Needs attention"
        description={
          <Suspense fallback={<Skeleton className="h-[21px] w-64 max-w-full" />}>
            <Summary attention={attention} />
          </Suspense>
        }
      />
      <Suspense fallback={<MattersSkeleton />}>
        <Matters attention={attention} timeZone={timeZone} />
      </Suspense>
      <Suspense fallback={<Skeleton className="h-[242px] lg:h-[118px]" />}>
        <Today attention={attention} timeZone={timeZone} />
      </Suspense>
    </>
  );
}
