import { z } from "zod";
import { ExternalId } from "@/lib/accounts/schema";

/** Longer addresses are cut by some proxies and servers on the way. */
const MAX_URL_LENGTH = 2_000;

/** Whose keys a visitor is to see; the account is named in one of two ways. */
export const CreatePortalSession = z
  .strictObject({
    accountId: z.uuid("There is no such account.").optional(),
    externalId: ExternalId.optional(),
    returnUrl: z
      .string()
      .max(MAX_URL_LENGTH, `A returnUrl has at most ${MAX_URL_LENGTH} characters.`)
      .nullish()
      .transform((url) => url ?? null)
      .describe(
        "Where the page leads back to: http(s), of an origin in LATCHKEY_PORTAL_RETURN_ORIGINS or of this instance.",
      ),
  })
  .refine(
    ({ accountId, externalId }) => (accountId === undefined) !== (externalId === undefined),
    "Give either accountId or externalId.",
  );
export type CreatePortalSession = z.output<typeof CreatePortalSession>;

/** What a link holds: 32 random bytes in base64url. */
export const PortalSecret = z.string().regex(/^[\w-]{43}$/);
