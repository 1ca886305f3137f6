import { RelativeTime } from "@/components/ui/relative-time";
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { blockedAddresses } from "@/lib/accounts/blocked-addresses";
import { unblockAddress } from "@/lib/actions/account";
import { requireAccount } from "@/lib/auth/session";
import { formatCount } from "@/lib/format/number";
import { getRuntime } from "@/lib/runtime";
import { ActionButton } from "./action-button";

export async function BlockedAddresses() {
  const { account } = await requireAccount();
  const { db } = await getRuntime();
  const blocks = await blockedAddresses({ db, accountId: account.id });
  if (blocks.length === 0) {
    return <p className="text-sm text-muted">None of your callers&apos; addresses is blocked.</p>;
  }
  return (
    <Table>
      <TableHeader>
        <TableRow>
          <TableHead>Address</TableHead>
          <TableHead className="text-right">Failures</TableHead>
          <TableHead>Blocked until</TableHead>
          <TableHead>Last used your keys</TableHead>
          <TableHead>
            <span className="sr-only">Unblock</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {blocks.map(({ ip, failures, until, lastSeenAt }) => (
          <TableRow key={ip}>
            <TableCell className="font-mono">{ip}</TableCell>
            <TableCell className="text-right font-mono tabular-nums">
              {formatCount(failures)}
            </TableCell>
            <TableCell>
              <RelativeTime at={until} />
            </TableCell>
            <TableCell>
              <RelativeTime at={lastSeenAt} />
            </TableCell>
            <TableCell className="text-right">
              <ActionButton
                action={unblockAddress.bind(null, { address: ip })}
                done={`${ip} is let through again.`}
              >
                Unblock<span className="sr-only"> {ip}</span>
              </ActionButton>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
