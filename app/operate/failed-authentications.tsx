import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatCount } from "@/lib/format/number";
import { listFailures } from "@/lib/ip-blocks/failures";
import { operatorDatabase } from "./operator-database";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Those with the most come first; `ips failures` has more. */
const SHOWN = 50;

export async function FailedAuthentications() {
  const all = await listFailures({ db: await operatorDatabase(), sinceMs: DAY_MS });
  if (all.length === 0) {
    return <p className="text-sm text-muted">No authentication has failed.</p>;
  }
  return (
    <>
      <Table label="Failed authentications by address">
        <TableHeader>
          <TableRow>
            <TableHead>Address</TableHead>
            <TableHead className="text-right">Failures</TableHead>
            <TableHead className="text-right">Last</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {all.slice(0, SHOWN).map(({ ip, failures, lastAt }) => (
            <TableRow key={ip}>
              <TableCell className="font-mono break-all">{ip}</TableCell>
              <TableCell className="text-right font-mono tabular-nums">
                {formatCount(failures)}
              </TableCell>
              <TableCell className="text-right whitespace-nowrap text-muted">
                <RelativeTime at={lastAt} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {all.length > SHOWN && (
        <p className="mt-3 text-[13px] text-muted">
          The {SHOWN} addresses with the most;{" "}
          <code className="font-mono">ips failures --since 24h</code> tells more.
        </p>
      )}
    </>
  );
}
