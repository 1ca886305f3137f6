import type { Database } from "@/db/client";
import { countKeys, findAccountByEmail } from "@/db/queries/accounts";
import { createAccount } from "@/lib/accounts/create";
import { newSecret } from "@/lib/credentials/secret";
import type { DemoCredentials } from "./credentials";
import { writeHistory } from "./history";
import { DEMO_KEYS } from "./keys";

interface Seed {
  db: Database;
  credentials: DemoCredentials;
  keyPrefix: string;
  /** Now, by the clock that history is to end at; Unix milliseconds. */
  nowMs: number;
}

/** Makes the demo account, its keys and 30 days of history, unless they are there already. */
export async function seedDemo({ db, credentials, keyPrefix, nowMs }: Seed): Promise<void> {
  const account =
    (await findAccountByEmail(db, credentials.email)) ??
    (await createAccount({
      db,
      actor: { kind: "system", userId: null, ip: null },
      input: {
        email: credentials.email,
        password: credentials.password,
        name: "Demo Shop",
        plan: "pro",
      },
    }));
  if ((await countKeys(db, account.id)) > 0) return;
  await writeHistory({
    db,
    account,
    keys: DEMO_KEYS,
    secretOf: (key) => (key.playground ? credentials.secret : newSecret(keyPrefix)),
    nowMs,
  });
}
