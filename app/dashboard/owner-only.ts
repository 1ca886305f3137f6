import { type CurrentAccount, currentAccount } from "@/lib/auth/session";
import type { AccountContext } from "@/lib/context";
import { log } from "@/lib/log";
import { settledDatabase } from "@/lib/runtime";
import type { SearchParams } from "@/lib/requests/schema";

type Owned = Pick<AccountContext, "db" | "accountId">;

const NO_STORE = { "Cache-Control": "no-store" };

type Handle = (owner: Owned, params: SearchParams) => Promise<Response>;
type Get = (request: Request) => Promise<Response>;

/**
 * A GET handler for who is signed in, with the account's id for every question that it asks. To
 * others it is 401: what fetches data must not be led to a page.
 */
export const ownerOnly = (handle: Handle): Get => guarded(handle, () => true);

/** The same for people alone: to who came by a portal link it is 404. */
export const peopleOnly = (handle: Handle): Get => guarded(handle, ({ user }) => user !== null);

function guarded(handle: Handle, isFor: (current: CurrentAccount) => boolean): Get {
  return async (request) => {
    try {
      const current = await currentAccount();
      if (!current) return refusal(401, "You are signed out.");
      if (!isFor(current)) return refusal(404, "Not found.");
      const accountId = current.account.id;
      const db = await settledDatabase(accountId);
      const params = Object.fromEntries(new URL(request.url).searchParams);
      return await handle({ db, accountId }, params);
    } catch (error) {
      log.error({ err: error }, "a question about an account failed");
      return refusal(503, "Try again.");
    }
  };
}

const refusal = (status: number, error: string) =>
  Response.json({ error }, { status, headers: NO_STORE });

export const json = (body: unknown) => Response.json(body, { headers: NO_STORE });
