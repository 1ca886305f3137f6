import { currentAccount } from "@/lib/auth/session";
import type { AccountContext } from "@/lib/context";
import { log } from "@/lib/log";
import { settledDatabase } from "@/lib/runtime";
import type { SearchParams } from "@/lib/requests/schema";

type Owned = Pick<AccountContext, "db" | "accountId">;

const NO_STORE = { "Cache-Control": "no-store" };

/**
 * A GET handler for who is signed in, with the account's id for every question that it asks. To
 * others it is 401: what fetches data must not be led to a page.
 */
export function ownerOnly(
  handle: (owner: Owned, params: SearchParams) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      const current = await currentAccount();
      if (!current) {
        return Response.json({ error: "You are signed out." }, { status: 401, headers: NO_STORE });
      }
      const accountId = current.account.id;
      const db = await settledDatabase(accountId);
      const params = Object.fromEntries(new URL(request.url).searchParams);
      return await handle({ db, accountId }, params);
    } catch (error) {
      log.error({ err: error }, "a question about the log failed");
      return Response.json({ error: "Try again." }, { status: 503, headers: NO_STORE });
    }
  };
}

export const json = (body: unknown) => Response.json(body, { headers: NO_STORE });
