import type { Database } from "@/db/client";
import { countKeys, findAccountByEmail } from "@/db/queries/accounts";
import { createAccount } from "@/lib/accounts/create";
import { newSecret } from "@/lib/credentials/secret";
import { Refusal } from "@/lib/refusal";
import { makeFleet } from "./fleet";
import { writeHistoryInSteps } from "./history";
import type { SeedFleet } from "./schema";

interface Call {
  /** Of one connection, without a limit for statements. */
  db: Database;
  /** The password of a user who is made for this; one who is there keeps theirs. */
  password: string;
  keyPrefix: string;
  /** Now, Unix milliseconds. */
  nowMs: number;
  input: SeedFleet;
}

/**
 * Fills an account with made-up keys and requests, and makes it where it is not there yet. Running servers are not held
 * up: it is done in small transactions.
 * @throws {Refusal} when the account has keys already: made-up ones have no place beside them
 */
export async function seedFleet({ db, password, keyPrefix, nowMs, input }: Call) {
  const { email, keys, requests, days, seed } = input;
  const found = await findAccountByEmail(db, email);
  if (found && (await countKeys(db, found.id)) > 0) {
    throw new Refusal(
      "conflict",
      `The account of ${email} has keys already; name another with --email.`,
      "email",
    );
  }
  const account =
    found ??
    (await createAccount({ db, input: { email, password, name: "Seeded", plan: "scale" } }));
  await writeHistoryInSteps({
    db,
    account,
    keys: makeFleet({ keys, days, seed }),
    secretOf: () => newSecret(keyPrefix),
    nowMs,
    requests,
    seed: (seed % 1_000_003) / 1_000_003,
  });
  return { email, ...(found ? {} : { password }), keys, requests, days, seed };
}
