import type { AuthOptions } from "next-auth";
import { getRuntime } from "@/lib/runtime";

/** What NextAuth is told. */
export async function authOptions(): Promise<AuthOptions> {
  return { secret: (await getRuntime()).authSecret, session: { strategy: "jwt" }, providers: [] };
}
