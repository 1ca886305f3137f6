import { blockedAddresses } from "@/lib/accounts/blocked-addresses";
import { requireAccount } from "@/lib/auth/session";
import { getRuntime } from "@/lib/runtime";
import { BlockedAddress } from "./blocked-address";

export async function BlockedAddresses() {
  const { account } = await requireAccount();
  const { db } = await getRuntime();
  const blocks = await blockedAddresses({ db, accountId: account.id });
  if (blocks.length === 0) {
    return <p className="text-sm text-muted">None of your callers&apos; addresses is blocked.</p>;
  }
  return (
    <ul className="divide-y">
      {blocks.map((block) => (
        <BlockedAddress key={block.ip} block={block} />
      ))}
    </ul>
  );
}
