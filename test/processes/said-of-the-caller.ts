import { uuidv7 } from "@/lib/ids";
import type { Caller } from "@/lib/with-api-key";
import type { Owner } from "./owner";

/**
 * All that the front door says to the app and to the upstream of who calls, as a client would say it.
 *
 * @param token what proves to the app that the front door speaks
 */
export function saidOfTheCaller(
  { accountId, key }: Owner,
  token: string,
): Record<string, string> & { "X-Request-Id": string } {
  const requestId = uuidv7();
  const caller: Caller = {
    account: { id: accountId, name: "Forged" },
    key: { id: key.id, alias: "forged", category: "forged" },
    plan: { name: "forged", perSecond: 1_000, perMinute: 1_000 },
    requestId,
  };
  return {
    "Latchkey-App-Token": token,
    "Latchkey-Caller": encodeURIComponent(JSON.stringify(caller)),
    "Latchkey-Account-Id": accountId,
    "Latchkey-Key-Id": key.id,
    "Latchkey-Key-Alias": "forged",
    "Latchkey-Key-Category": "forged",
    "X-Request-Id": requestId,
    "X-Latchkey-Path": "/forged",
  };
}
