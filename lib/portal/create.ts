import { randomBytes } from "node:crypto";
import { lockAccount } from "@/db/queries/accounts";
import { findAccountByExternalId } from "@/db/queries/account-views";
import { insertPortalLink } from "@/db/queries/portal";
import type { Queryable } from "@/db/queryable";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import { uuidv7 } from "@/lib/ids";
import { hashPortalSecret } from "@/lib/portal/secret";
import { allowedReturnUrl } from "@/lib/portal/return-url";
import type { CreatePortalSession } from "@/lib/portal/schema";
import { Refusal } from "@/lib/refusal";

interface CreateCall {
  db: Queryable;
  /** The operator token that answers for the visitor. */
  actor: Actor & { tokenId: string };
  input: CreatePortalSession;
  /** Where people reach this instance. */
  origin: string;
}

export interface PortalLink {
  /** What the link holds. It is in this answer and nowhere else. */
  secret: string;
  expiresAt: Date;
}

/**
 * Makes a link that signs one person in to an account, once.
 * @throws {Refusal} not_found on `accountId` or `externalId`; invalid on `returnUrl`; conflict while it is suspended
 */
export function createPortalLink({ db, actor, input, origin }: CreateCall): Promise<PortalLink> {
  const returnUrl = input.returnUrl === null ? null : allowedReturnUrl(input.returnUrl, origin);
  const id = uuidv7();
  const secret = randomBytes(32).toString("base64url");
  return db.transaction(async (tx) => {
    const field = input.accountId === undefined ? "externalId" : "accountId";
    const accountId =
      input.accountId ?? (await findAccountByExternalId(tx, input.externalId ?? ""));
    // Held: a suspension at this moment either is seen here, or ends what is made here.
    const account = accountId === null ? null : await lockAccount(tx, accountId);
    if (accountId === null || account === null) {
      throw new Refusal("not_found", "There is no such account.", field);
    }
    if (account.suspended) {
      throw new Refusal("conflict", "The account is suspended, so nobody can be let in to it.");
    }
    const expiresAt = await insertPortalLink(tx, {
      id,
      accountId,
      tokenId: actor.tokenId,
      secretHash: hashPortalSecret(secret),
      returnUrl,
    });
    await writeAudit(tx, {
      ctx: { accountId, actor },
      action: "portal.create",
      targetId: id,
      after: { expiresAt: expiresAt.toISOString(), returnUrl },
    });
    return { secret, expiresAt };
  });
}
