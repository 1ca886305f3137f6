import { databaseError } from "@/lib/storage/database-error";
import { Refusal } from "@/lib/refusal";

const UNIQUE_VIOLATION = "23505";

/**
 * Runs a change and tells a taken alias as a refusal. The unique index decides, not a look
 * beforehand: of two keys created at once, one gets the name.
 */
export async function refusingTakenAlias<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    const { code, constraint } = databaseError(error);
    if (code !== UNIQUE_VIOLATION || constraint !== "api_keys_alias") throw error;
    throw new Refusal("conflict", "Another of your keys has this alias already.", "alias");
  }
}
