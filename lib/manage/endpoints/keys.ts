import { z } from "zod";
import { requireAccount } from "@/lib/accounts/list";
import { KEY_STATUSES } from "@/lib/format/key-search";
import { createKey } from "@/lib/keys/create";
import { findBySecret } from "@/lib/keys/find-by-secret";
import { getKey, listKeyPage } from "@/lib/keys/list";
import { ChangedKeyFields, NewKeyFields } from "@/lib/keys/program-schema";
import { removeKey } from "@/lib/keys/remove";
import { rotateAtOnce } from "@/lib/keys/rotate-at-once";
import { Category, MAX_ALIAS_LENGTH, RotateAtOnce } from "@/lib/keys/schema";
import { updateKey } from "@/lib/keys/update";
import { DeletedAnswer, KeyAnswer, NewKeyAnswer, pageAnswer } from "../answers";
import { endpoint, inAccount } from "../endpoint";
import { inAccountOfKey } from "../key-context";
import { pageOf, PAGING, readPlace } from "../paging";

const ALIAS_TAKEN = "The alias is taken in the account";

export const createKeyOfAccount = endpoint({
  scope: "keys:write",
  summary: "Make a key",
  description: "The answer holds the secret, and nothing else ever does: keep it.",
  body: NewKeyFields,
  answers: NewKeyAnswer,
  conflicts: `${ALIAS_TAKEN}, or it has as many keys as its plan allows.`,
  status: 201,
  async run(call) {
    const ctx = inAccount(call, await requireAccount(call.db, call.params.id!));
    const { key, secret } = await createKey({ ctx, input: call.body });
    return { accountId: ctx.accountId, ...key, secret };
  },
});

const KeyQuery = z.strictObject({
  category: Category.optional(),
  status: z
    .enum(KEY_STATUSES)
    .optional()
    .describe("`active` takes in those that expire within 14 days."),
  q: z
    .string()
    .max(MAX_ALIAS_LENGTH)
    .default("")
    .describe("Part of an alias or category, or a key's last characters."),
  ...PAGING,
});

export const listKeysOfAccount = endpoint({
  scope: "keys:read",
  summary: "List an account's keys",
  description: "The newest first.",
  query: KeyQuery,
  answers: pageAnswer(KeyAnswer),
  async run(call) {
    const { cursor, limit, q, status = null, category = null } = call.query;
    const ctx = inAccount(call, await requireAccount(call.db, call.params.id!));
    const after = readPlace(cursor, z.uuid());
    const input = { q, status, category, after, limit: limit + 1 };
    const { data, nextCursor } = pageOf(await listKeyPage({ ctx, input }), limit, ({ id }) => id);
    return { data: data.map((key) => ({ accountId: ctx.accountId, ...key })), nextCursor };
  },
});

export const showKey = endpoint({
  scope: "keys:read",
  summary: "One key",
  answers: KeyAnswer,
  async run(call) {
    const { ctx, id } = await inAccountOfKey(call);
    return { accountId: ctx.accountId, ...(await getKey({ ctx, input: { id } })) };
  },
});

export const changeKey = endpoint({
  scope: "keys:write",
  summary: "Change a key",
  description:
    "Fields that are absent stay as they are; null clears dates and quotas. `active: false` switches it off, at every instance at once.",
  body: ChangedKeyFields,
  answers: KeyAnswer,
  conflicts: `${ALIAS_TAKEN}.`,
  async run(call) {
    const { ctx, id } = await inAccountOfKey(call);
    const key = await updateKey({ ctx, input: { ...call.body, id } });
    return { accountId: ctx.accountId, ...key };
  },
});

export const deleteKey = endpoint({
  scope: "keys:write",
  summary: "Delete a key that was never used",
  answers: DeletedAnswer,
  conflicts: "The key has been used: its log rows keep it. Switch it off instead.",
  async run(call) {
    const { ctx, id } = await inAccountOfKey(call);
    return removeKey({ ctx, input: { id } });
  },
});

export const rotateKey = endpoint({
  scope: "keys:write",
  summary: "Replace a key",
  description:
    "The replacement has the same category, quotas and lifetime. The old key goes on working until somebody deactivates it, or until `deactivateOldAt`.",
  body: RotateAtOnce,
  mayBeEmpty: true,
  answers: NewKeyAnswer,
  conflicts: `It has a replacement already. ${ALIAS_TAKEN}, or it has as many keys as its plan allows.`,
  status: 201,
  async run(call) {
    const { ctx, id } = await inAccountOfKey(call);
    const { key, secret } = await rotateAtOnce({ ctx, input: { ...call.body, id } });
    return { accountId: ctx.accountId, ...key, secret };
  },
});

const MAX_SECRET_LENGTH = 1_024;

export const findKey = endpoint({
  scope: "keys:read",
  summary: "Find the key of a secret",
  description: "For a key that has leaked. It is neither logged nor kept.",
  body: z.strictObject({ key: z.string().trim().min(1).max(MAX_SECRET_LENGTH) }),
  answers: KeyAnswer,
  async run({ db, body }) {
    const { accountId, key } = await findBySecret(db, body.key);
    return { accountId, ...key };
  },
});
