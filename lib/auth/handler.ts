import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { z } from "zod";
import { AuthAnswer } from "@/lib/auth/auth-answer";
import { authOrigin } from "@/lib/auth/auth-origin";
import { readAuthRequest } from "@/lib/auth/auth-request";
import { authOptions } from "@/lib/auth/options";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

const refused = (status: 400 | 404 | 405, error: string) =>
  Response.json({ error }, { status, headers: { "Cache-Control": "no-store" } });

/** Serves NextAuth's endpoints. */
export async function authHandler(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  // There browsers report their own failures: anybody could fill the log with anything.
  if (nextauth[0] === "_log") return new Response(null, { status: 204 });
  const origin = authOrigin(request.headers);
  if (origin === null) return refused(400, "Bad Request");
  const body = request.method === "POST" ? await readFields(request) : null;
  if (body === undefined) return refused(400, "Bad Request");
  const options = await authOptions();
  const read = readAuthRequest({
    method: request.method,
    segments: nextauth,
    query: request.nextUrl.searchParams,
    body,
    cookies: new Map(request.cookies.getAll().map(({ name, value }) => [name, value])),
    origin,
    providers: new Map(
      options.providers.map(({ id, type }) => [id, { isOAuth: type === "oauth" }]),
    ),
  });
  if (read === 404) return refused(404, "Not Found");
  if (read === 405) return refused(405, "Method Not Allowed");
  const answer = new AuthAnswer();
  const method = request.method === "HEAD" ? "GET" : request.method;
  const headers = Object.fromEntries(request.headers);
  // Of both NextAuth uses what is given here, in the form that it has for pages of old.
  await NextAuth(
    { ...read, method, headers } as unknown as NextApiRequest,
    answer as unknown as NextApiResponse,
    options,
  );
  return answer.toResponse();
}

const MOST_CHARACTERS = 64 * 1024;

const Fields = z.record(z.string(), z.unknown());

/** What was posted; null where there is nothing to read, undefined where it cannot be read. */
async function readFields(request: Request): Promise<Record<string, unknown> | null | undefined> {
  const type = request.headers.get("content-type") ?? "";
  const text = await request.text();
  // What a form of sign-in holds is short; a long one would be taken to pieces at length.
  if (text.length > MOST_CHARACTERS) return undefined;
  if (type.includes("application/json")) {
    try {
      return Fields.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  }
  return type.includes("application/x-www-form-urlencoded")
    ? Object.fromEntries(new URLSearchParams(text))
    : null;
}
