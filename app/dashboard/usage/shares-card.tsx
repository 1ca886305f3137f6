import Link from "next/link";
import { FiguresTable } from "@/components/charts/figures-table";
import { FiguresScroll } from "@/components/tables/figures-scroll";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatCount, formatDuration } from "@/lib/format/number";
import type { UsageShare } from "@/lib/usage/schema";

interface SharesCardProps {
  title: string;
  /** Heads the first column. */
  first: string;
  description: string;
  shares: UsageShare[];
  /** The log's filter by which a share's requests are found. */
  param: "key" | "category";
  /** What the figures are of, ISO 8601: the log opens on the same time. */
  span: { from: string; to: string };
}

/** How requests and credits are shared out, the largest share first. */
export function SharesCard({ title, first, description, shares, param, span }: SharesCardProps) {
  return (
    <Card aria-label={title} className="min-w-0">
      <CardHeader title={title} description={description} />
      <CardBody>
        <FiguresScroll label={`Requests ${title.toLowerCase()}`}>
          <FiguresTable
            caption={`Requests ${title.toLowerCase()}`}
            columns={[
              first,
              "Requests",
              "Succeeded",
              "Errors",
              "Rejected",
              "Credits",
              "p50",
              "p95",
              "p99",
            ]}
            rows={shares.map((share) => ({
              id: share.id,
              name: (
                <Link
                  href={`/dashboard/keys/logs?${new URLSearchParams({ [param]: share.id, ...span })}`}
                  className="block max-w-32 truncate text-accent hover:underline sm:max-w-40"
                  title={share.name}
                >
                  {share.name}
                </Link>
              ),
              figures: [
                ...[
                  share.requests,
                  share.succeeded,
                  share.errors,
                  share.rejected,
                  share.credits,
                ].map(formatCount),
                ...[share.ttfb.p50Ms, share.ttfb.p95Ms, share.ttfb.p99Ms].map((ms) =>
                  ms === null ? "–" : formatDuration(ms),
                ),
              ],
            }))}
          />
        </FiguresScroll>
      </CardBody>
    </Card>
  );
}
