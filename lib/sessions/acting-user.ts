import type { AccountContext } from "@/lib/context";
import { Refusal } from "@/lib/refusal";

/** The user who acts. @throws {Refusal} where nobody does: what is a person's own is theirs alone */
export function actingUser({ actor }: AccountContext): string {
  if (!actor.userId) throw new Refusal("forbidden", "Only the user can do this.");
  return actor.userId;
}
