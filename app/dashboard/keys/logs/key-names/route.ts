import { z } from "zod";
import { suggestKeys } from "@/lib/requests/reading/search";
import { json, ownerOnly } from "@/app/dashboard/owner-only";

const Typed = z.string().max(64).catch("");

/** Aliases to choose from, of more keys than a page can lay out. */
export const GET = ownerOnly(async (owner, { q }) =>
  json(await suggestKeys({ ...owner, typed: Typed.parse(q) })),
);
