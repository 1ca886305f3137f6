import { expect, type Page } from "@playwright/test";
import { DEFAULT_CATEGORY } from "@/lib/keys/program-schema";
import { type BuiltAction, builtActions } from "@/test/processes/built-actions";
import { actionCall, actionResult } from "@/test/processes/server-action";
import { IS_ELSEWHERE } from "./places";

/*
 * What most flows begin with, by the calls that the forms make: a tenth of a second in place of three. The forms
 * themselves are what sign-in.spec.ts and create-key.spec.ts are about.
 */

/** Whether forms can be left out: the calls are those of the server that e2e/server.ts starts. */
export const CAN_LEAVE_OUT_FORMS = !IS_ELSEWHERE;

let actions: BuiltAction[] | undefined;

/** Calls a server action as its page does. @returns what it says where all is well */
async function callAction<T>(page: Page, name: string, input: unknown): Promise<T> {
  const action = (actions ??= builtActions()).find((each) => each.name === name);
  if (!action) throw new Error(`the build has no action ${name}`);
  const at = action.page("");
  // A flow may have a server of its own, and the base URL is the context's secret.
  const port = Number(new URL((await page.request.head("/healthz")).url()).port);
  const { headers, body } = actionCall(port, { page: at, id: action.id, input });
  const answer = await page.request.post(at, { headers, data: body });
  const result = actionResult({ text: await answer.text() }) as { ok: boolean; data: T };
  expect(result, `${name}: ${JSON.stringify(result)}`).toMatchObject({ ok: true });
  return result.data;
}

interface Person {
  name: string;
  email: string;
  password: string;
}

/** Makes an account, and leaves its session with the page's cookies. */
export async function signUpWithoutForm(page: Page, person: Person): Promise<void> {
  const { name, email, password } = person;
  await callAction(page, "lib/actions/auth.ts#signUp", { name, email, password });
  const csrf = await page.request.get("/api/auth/csrf");
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const form = { email, password, csrfToken, redirect: "false", json: "true" };
  const signedIn = await page.request.post("/api/auth/callback/credentials", { form });
  expect(signedIn.status()).toBe(200);
}

/** The form's fields by their labels, and what the action calls them. */
const FIELDS: Record<string, string> = {
  Category: "category",
  Expires: "expiresAt",
  "Total quota": "quotaTotal",
  "Daily quota": "quotaDaily",
  "Weekly quota": "quotaWeekly",
  "Monthly quota": "quotaMonthly",
};

/** Makes a key. @param fields by their labels, as one would fill them in */
export async function createKeyWithoutForm(
  page: Page,
  alias: string,
  fields: Record<string, string>,
): Promise<{ id: string; secret: string }> {
  const blank = Object.values(FIELDS).map((name) => [name, ""]);
  const input = { ...Object.fromEntries(blank), category: DEFAULT_CATEGORY, alias } as Record<
    string,
    string
  >;
  for (const [label, value] of Object.entries(fields)) {
    const name = FIELDS[label];
    if (name === undefined) throw new Error(`the form has no field ${label}`);
    input[name] = value;
  }
  const { key, secret } = await callAction<{ key: { id: string }; secret: string }>(
    page,
    "lib/actions/keys.ts#createKeyAction",
    input,
  );
  return { id: key.id, secret };
}
