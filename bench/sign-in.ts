import { type Dispatcher, Pool } from "undici";
import type { Served } from "./bed";

export interface Credentials {
  email: string;
  password: string;
}

/** Cookies that answers have set, by name. */
type Cookies = Map<string, string>;

const asHeader = (cookies: Cookies) =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");

function keep(cookies: Cookies, set: string | string[] | undefined): void {
  for (const line of [set ?? []].flat()) {
    const [pair] = line.split(";", 1);
    const at = pair!.indexOf("=");
    cookies.set(pair!.slice(0, at), pair!.slice(at + 1));
  }
}

/**
 * What the sign-in form sends: it asks which providers there are, then for a token against forgery,
 * then whether email and password are right.
 *
 * @param headers beside those of the form
 * @returns the status of the last answer (401 for a wrong password), and the cookies
 */
export async function tryToSignIn(
  client: Dispatcher,
  origin: string,
  { email, password }: Credentials,
  headers: Record<string, string> = {},
): Promise<{ status: number; cookie: string }> {
  const cookies: Cookies = new Map();
  const ask = async (path: string, form?: URLSearchParams) => {
    const answer = await client.request({
      origin,
      path: `/api/auth/${path}`,
      method: form ? "POST" : "GET",
      headers: {
        ...headers,
        cookie: asHeader(cookies),
        ...(form && { origin, "content-type": "application/x-www-form-urlencoded" }),
      },
      body: form?.toString(),
    });
    keep(cookies, answer.headers["set-cookie"]);
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  const providers = await ask("providers");
  if (providers.status !== 200) return { status: providers.status, cookie: "" };
  const token = await ask("csrf");
  if (token.status !== 200) return { status: token.status, cookie: "" };
  const { csrfToken } = JSON.parse(token.text) as { csrfToken: string };
  const form = { email, password, csrfToken, redirect: "false", json: "true" };
  const { status } = await ask(
    "callback/credentials",
    new URLSearchParams({ ...form, callbackUrl: `${origin}/sign-in` }),
  );
  return { status, cookie: asHeader(cookies) };
}

/** Signs in. @returns the cookies of the session @throws when the password is not taken */
export async function signIn({ origin }: Served, credentials: Credentials): Promise<string> {
  const client = new Pool(origin, { connections: 1 });
  try {
    const { status, cookie } = await tryToSignIn(client, origin, credentials);
    if (status !== 200) throw new Error(`the owner could not sign in: ${status}`);
    return cookie;
  } finally {
    await client.close();
  }
}
