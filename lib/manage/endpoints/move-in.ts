import { requireAccount } from "@/lib/accounts/list";
import { importKeys } from "@/lib/keys/import";
import { ImportKeys } from "@/lib/keys/import-schema";
import { ImportAnswer } from "../answers";
import { endpoint, inAccount } from "../endpoint";

export const importKeysIntoAccount = endpoint({
  scope: "keys:write",
  summary: "Move keys in from another system",
  description:
    "By their SHA-256, in hex or base64url: keys of any form go on working, and nobody need know them. Up to 1,000 a call. Rows that make no sense are told by their index, and the others stand. The plan's number of keys does not hold here.",
  body: ImportKeys,
  isReadByRow: true,
  answers: ImportAnswer,
  async run(call) {
    const accountId = await requireAccount(call.db, call.params.id!);
    return importKeys({ ctx: inAccount(call, accountId), input: call.body });
  },
});
