import Link from "next/link";
import { FiguresTable } from "@/components/charts/figures-table";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatCount } from "@/lib/format/number";
import { rejectionReason } from "@/lib/format/rejection";
import type { TrafficReport } from "@/lib/usage/schema";

interface RejectionsCardProps {
  report: Pick<TrafficReport, "rejections" | "from" | "to">;
}

/** Why requests were rejected, each reason with a way to its log rows. */
export function RejectionsCard({ report: { rejections, from, to } }: RejectionsCardProps) {
  return (
    <Card aria-label="Rejections" className="min-w-0">
      <CardHeader title="Rejections" description="By reason, with their log entries" />
      <CardBody>
        {rejections.length === 0 ? (
          <p className="text-sm text-muted">No request was rejected in this time.</p>
        ) : (
          <FiguresTable
            caption="Rejected requests by reason"
            columns={["Reason", "Requests"]}
            rows={rejections.map(({ code, requests }) => ({
              id: code,
              name: (
                <>
                  <Link
                    href={`/dashboard/keys/logs?${new URLSearchParams({ code, from, to })}`}
                    className="text-accent hover:underline"
                  >
                    {rejectionReason(code)}
                  </Link>{" "}
                  <span className="font-mono text-xs text-muted">{code}</span>
                </>
              ),
              figures: [formatCount(requests)],
            }))}
          />
        )}
      </CardBody>
    </Card>
  );
}
