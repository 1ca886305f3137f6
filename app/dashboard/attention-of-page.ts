import { type Attention, readAttention } from "@/lib/attention/read";
import { hourlyRequests } from "@/lib/keys/activity";
import { keyOf } from "@/lib/attention/matter";
import { accountContext } from "./account-context";

export interface AttentionOfPage extends Attention {
  /** Requests of the last 24 hours by the hour, of each key that a matter is about. */
  byHour: Record<string, number[]>;
}

/** What needs attention, with what its lines draw. */
export async function attentionOfPage(): Promise<AttentionOfPage> {
  const ctx = await accountContext();
  const attention = await readAttention({ ctx });
  const ids = new Set(attention.matters.map(keyOf).filter((id) => id !== null));
  return { ...attention, byHour: await hourlyRequests({ ctx, input: { ids: [...ids] } }) };
}
