import { z } from "zod";
import { changeAccount } from "@/lib/accounts/change";
import { deleteAccount } from "@/lib/accounts/delete";
import { getAccount, listAccounts } from "@/lib/accounts/list";
import { provisionAccount } from "@/lib/accounts/provision";
import {
  ChangeAccount,
  Email,
  ExternalId,
  PlanName,
  ProvisionAccount,
} from "@/lib/accounts/schema";
import { getRuntime, rowsWritten } from "@/lib/runtime";
import { AccountAnswer, DeletedAnswer, pageAnswer } from "../answers";
import { endpoint } from "../endpoint";
import { pageOf, PAGING, readPlace } from "../paging";

export const createAccount = endpoint({
  scope: "accounts:write",
  summary: "Make an account",
  description:
    "An account for one of your customers. With an email it has an owner, who signs in after a reset of the password; without one it has no person.",
  body: ProvisionAccount,
  answers: AccountAnswer,
  conflicts: "The email or the externalId is taken.",
  status: 201,
  run: ({ db, actor, body }) => provisionAccount({ db, actor, input: body }),
});

const AccountQuery = z.strictObject({
  externalId: ExternalId.optional(),
  email: Email.optional().describe("Of anybody who belongs to it."),
  plan: PlanName.optional(),
  suspended: z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .optional(),
  ...PAGING,
});

export const listAllAccounts = endpoint({
  scope: "accounts:read",
  summary: "List accounts",
  description: "The oldest first.",
  query: AccountQuery,
  answers: pageAnswer(AccountAnswer),
  async run({ db, query: { cursor, limit, ...wanted } }) {
    const after = readPlace(cursor, z.uuid());
    const rows = await listAccounts({ db, filter: { ...wanted, after, limit: limit + 1 } });
    return pageOf(rows, limit, ({ id }) => id);
  },
});

export const showAccount = endpoint({
  scope: "accounts:read",
  summary: "One account",
  answers: AccountAnswer,
  run: ({ db, params }) => getAccount(db, params.id!),
});

export const updateAccount = endpoint({
  scope: "accounts:write",
  summary: "Change an account",
  description: "Fields that are absent stay as they are. Every instance follows at once.",
  body: ChangeAccount,
  answers: AccountAnswer,
  conflicts: "The externalId is taken.",
  run: ({ db, actor, params, body }) => changeAccount({ db, actor, id: params.id!, input: body }),
});

/** As for a page: what is not written by then is cleared later (db/queries/clear-log.ts). */
const SETTLE_MS = 1_000;

export const removeAccount = endpoint({
  scope: "accounts:write",
  summary: "Delete an account",
  description:
    "Only when it is suspended, and there is no way back. Its people, keys, settings and sessions go at once, and its keys stop at every instance. Log rows and sums stay without addresses and user agents, for your own figures; a log of many millions of rows is cleared within hours. Afterwards it is not found: a second call is 404.",
  answers: DeletedAnswer,
  conflicts: "The account is not suspended.",
  run: async ({ actor, params }) =>
    deleteAccount({
      // Not in one transaction: the log is cleared in many small ones.
      db: (await getRuntime()).db,
      actor,
      id: params.id!,
      settle: async (accountId) => void (await rowsWritten({ accountId }, SETTLE_MS)),
    }),
});
