import { DOCS } from "@/app/docs/pages";

/** The pages that anybody may open. */
export const PAGES_FOR_ALL: readonly string[] = [
  "/",
  "/sign-in",
  "/sign-up",
  "/forgot-password",
  "/reset-password?token=nothing",
  ...DOCS.map(({ href }) => href),
];

/** The pages of somebody who is signed in. */
export const PAGES_FOR_OWNERS: readonly string[] = [
  "/dashboard/keys",
  "/dashboard/keys/new",
  "/dashboard/keys/logs",
  "/dashboard/usage",
  "/dashboard/settings",
];
