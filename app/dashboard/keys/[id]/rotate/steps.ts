import type { Rotation } from "@/lib/keys/rotate";

export const STEPS = ["create", "deploy", "deactivate"] as const;
export type StepName = (typeof STEPS)[number];

/**
 * Where a rotation stands. What the keys say goes before what the URL asks for, which only
 * chooses between the second and the third step while both keys are in use.
 */
export function stepOf({ old, replacement }: Rotation, asked: StepName | null): StepName {
  if (!replacement) return "create";
  if (!old.active || old.deactivateAt) return "deactivate";
  return asked === "deactivate" ? "deactivate" : "deploy";
}
