import type { Queryable } from "@/db/queryable";
import { insertToken } from "@/db/queries/tokens";
import { writeAudit } from "@/lib/audit";
import type { Actor } from "@/lib/context";
import { uuidv7 } from "@/lib/ids";
import { hashSecret, newSecret } from "@/lib/credentials/secret";
import { TOKEN_PREFIX } from "@/lib/credentials/token-format";
import type { CreateToken } from "@/lib/tokens/schema";
import { type TokenView, toTokenView } from "@/lib/tokens/list";

interface CreateTokenCall {
  db: Queryable;
  /** The command line, where nobody else is named. */
  actor?: Actor;
  input: CreateToken;
}

/** Makes an operator token. Its secret is in this answer and nowhere else. */
export async function createToken({
  db,
  actor = { kind: "cli", userId: null, ip: null },
  input,
}: CreateTokenCall): Promise<{ token: TokenView; secret: string }> {
  const id = uuidv7();
  const secret = newSecret(TOKEN_PREFIX);
  const hash = Buffer.from(hashSecret(secret), "hex");
  return db.transaction(async (tx) => {
    const row = await insertToken(tx, { id, hash, ...input });
    const ctx = { accountId: null, actor };
    await writeAudit(tx, { ctx, action: "token.create", targetId: id, after: { ...input } });
    return { token: toTokenView(row), secret };
  });
}
