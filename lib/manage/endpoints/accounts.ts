import { z } from "zod";
import { changeAccount } from "@/lib/accounts/change";
import { getAccount, listAccounts } from "@/lib/accounts/list";
import { provisionAccount } from "@/lib/accounts/provision";
import {
  ChangeAccount,
  Email,
  ExternalId,
  PlanName,
  ProvisionAccount,
} from "@/lib/accounts/schema";
import { AccountAnswer, pageAnswer } from "../answers";
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
