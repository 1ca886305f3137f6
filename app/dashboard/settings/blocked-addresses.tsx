import { blockedAddresses } from "@/lib/accounts/blocked-addresses";
import { accountContext } from "../account-context";
import { BlockedAddress } from "./blocked-address";

export async function BlockedAddresses() {
  const blocks = await blockedAddresses(await accountContext());
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
