import { databaseError } from "@/lib/storage/database-error";
import { Refusal } from "@/lib/refusal";

const UNIQUE_VIOLATION = "23505";

/** Runs a change and tells an `externalId` that is taken as a refusal: the unique index decides. */
export async function refusingTakenExternalId<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    const { code, constraint } = databaseError(error);
    if (code !== UNIQUE_VIOLATION || constraint !== "accounts_external_id") throw error;
    throw new Refusal("conflict", "Another account has this externalId already.", "externalId");
  }
}
