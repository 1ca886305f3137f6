import { currentAccount } from "@/lib/auth/session";
import { firstRequest } from "@/lib/keys/first-request";
import { Refusal } from "@/lib/refusal";
import { settledDatabase } from "@/lib/runtime";

const NO_STORE = { "Cache-Control": "no-store" };

/**
 * Asked every few seconds by the dialog that shows a new key. A route and not a server action:
 * actions wait for one another, and this one must hold nobody up.
 */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }) {
  const current = await currentAccount();
  if (!current) return new Response(null, { status: 401, headers: NO_STORE });
  const accountId = current.account.id;
  const ctx = { db: await settledDatabase(accountId), accountId };
  try {
    const request = await firstRequest({ ctx, input: await params });
    return Response.json(request, { headers: NO_STORE });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return new Response(null, { status: 404, headers: NO_STORE });
  }
}
