import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { authOptions } from "@/lib/auth/options";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

/** Serves NextAuth's endpoints. */
export async function authHandler(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  // There browsers report their own failures: anybody could fill the log with anything.
  if (nextauth[0] === "_log") return new Response(null, { status: 204 });
  return NextAuth(request, context, await authOptions());
}
