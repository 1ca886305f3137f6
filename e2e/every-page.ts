import { DOCS } from "@/app/docs/pages";

/** The pages that anybody may open. */
export const PAGES_FOR_ALL: readonly string[] = [
  "/",
  "/sign-in",
  "/sign-up",
  "/forgot-password",
  "/reset-password?token=nothing",
  "/portal/ended?link",
  ...DOCS.map(({ href }) => href),
];

/**
 * The pages of somebody who is signed in. The second half of a sign-in and the review of keys are there at their
 * time only: two-factor.spec.ts and key-review.spec.ts look at them.
 */
export const PAGES_FOR_OWNERS: readonly string[] = [
  "/dashboard",
  "/dashboard/keys",
  "/dashboard/keys/new",
  "/dashboard/keys/logs",
  "/dashboard/usage",
  "/dashboard/audit",
  "/dashboard/settings",
  "/confirm-address?token=nothing",
];

/** Those of an operator alone. */
export const PAGES_FOR_OPERATORS: readonly string[] = ["/operate"];
