import Link from "next/link";
import { StatusCode } from "@/components/status-code";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { AccountContext } from "@/lib/context";
import { formatDuration } from "@/lib/format/number";
import type { RecentRequest } from "@/lib/keys/activity";
import type { KeyView } from "@/lib/keys/list";
import { latestOfPage } from "./outlook-of-page";

interface RecentRequestsProps {
  ctx: AccountContext;
  keyView: KeyView;
}

export async function RecentRequests({ ctx, keyView }: RecentRequestsProps) {
  const requests = await latestOfPage(ctx, keyView.id);
  return (
    <Card aria-labelledby="requests">
      <CardHeader id="requests" title="Recent requests">
        <Button asChild size="sm">
          <Link href={`/dashboard/keys/logs?key=${keyView.id}`}>All in the log</Link>
        </Button>
      </CardHeader>
      {requests.length === 0 ? (
        <CardBody className="text-sm text-muted">
          None yet. Send the key in the <code className="font-mono">X-API-Key</code> header, and its
          requests appear here.
        </CardBody>
      ) : (
        <div className="overflow-x-auto" tabIndex={0}>
          <table className="w-full text-[13px]">
            <TableHeader>
              <TableRow>
                <TableHead>Time</TableHead>
                <TableHead>Endpoint</TableHead>
                <TableHead>Status</TableHead>
                <TableHead className="text-right max-sm:hidden">Duration</TableHead>
                <TableHead className="max-sm:hidden">IP</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {requests.map((request) => (
                <Row key={request.id} keyId={keyView.id} request={request} />
              ))}
            </TableBody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Row({ keyId, request }: { keyId: string; request: RecentRequest }) {
  const { id, at, method, path, status, code, durationMs, ip } = request;
  return (
    <TableRow>
      <TableCell className="whitespace-nowrap">
        <Link
          href={`/dashboard/keys/logs?key=${keyId}&open=${id}`}
          aria-label={`Open the request ${method} ${path}, ${status}`}
          className="underline decoration-border underline-offset-4 hover:decoration-current"
        >
          <RelativeTime at={at} />
        </Link>
      </TableCell>
      <TableCell className="max-w-48 truncate font-mono text-xs" title={`${method} ${path}`}>
        {method} {path}
      </TableCell>
      <TableCell>
        <StatusCode status={status} code={code} />
      </TableCell>
      <TableCell className="text-right font-mono text-xs whitespace-nowrap tabular-nums max-sm:hidden">
        {formatDuration(durationMs)}
      </TableCell>
      <TableCell className="font-mono text-xs max-sm:hidden">{ip ?? "unknown"}</TableCell>
    </TableRow>
  );
}
