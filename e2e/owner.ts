import { randomUUID } from "node:crypto";
import { type APIResponse, test as base, expect, type Locator, type Page } from "@playwright/test";
import { CAN_LEAVE_OUT_FORMS, createKeyWithoutForm, signUpWithoutForm } from "./without-forms";

export interface NewKey {
  id: string;
  alias: string;
  secret: string;
}

/** An account's owner at a browser, finding things as people do: by role and name. */
export class Owner {
  readonly name = "Robin Example";
  readonly email = `e2e-${randomUUID()}@example.com`;
  readonly password = `pw-${randomUUID()}`;

  constructor(readonly page: Page) {}

  /** An account of their own, and a session of it. No page is open then. */
  async signUp(): Promise<void> {
    if (CAN_LEAVE_OUT_FORMS) await signUpWithoutForm(this.page, this);
    else await this.signUpByForm();
  }

  async signUpByForm(): Promise<void> {
    const { page } = this;
    await page.goto("/sign-up");
    await page.getByLabel("Name", { exact: true }).fill(this.name);
    await page.getByLabel("Email", { exact: true }).fill(this.email);
    await page.getByLabel("Password", { exact: true }).fill(this.password);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL(/\/dashboard/);
  }

  async signIn(password = this.password): Promise<void> {
    await this.page.goto("/sign-in");
    await this.fillInSignIn(password);
  }

  /** On the page to which one was led. */
  async fillInSignIn(password = this.password): Promise<void> {
    const { page } = this;
    await page.getByLabel("Email", { exact: true }).fill(this.email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  /** @param fields of the form, by their labels */
  async createKey(alias: string, fields: Record<string, string> = {}): Promise<NewKey> {
    if (!CAN_LEAVE_OUT_FORMS) return this.createKeyByForm(alias, fields);
    const { id, secret } = await createKeyWithoutForm(this.page, alias, fields);
    return { id, alias, secret };
  }

  /** Fills the form's fields by their labels, and reads the secret in the one dialog that shows it. */
  async createKeyByForm(alias: string, fields: Record<string, string> = {}): Promise<NewKey> {
    const { page } = this;
    await page.goto("/dashboard/keys/new");
    await page.getByLabel("Alias", { exact: true }).fill(alias);
    for (const [label, value] of Object.entries(fields)) {
      await page.getByLabel(label, { exact: true }).fill(value);
    }
    await page.getByRole("button", { name: "Create key" }).click();
    const dialog = page.getByRole("dialog", { name: "Copy your key now" });
    const secret = await dialog.getByLabel("API key").inputValue();
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(dialog).toBeHidden();
    return { id: await this.idOf(alias), alias, secret };
  }

  /** A key's id, from where its row in the list leads. */
  private async idOf(alias: string): Promise<string> {
    const row = await this.keyRow(alias);
    const href = await row.getByRole("link", { name: alias, exact: true }).getAttribute("href");
    return /\/dashboard\/keys\/([0-9a-f-]{36})/.exec(href ?? "")?.[1] ?? "";
  }

  /** The row of a key in the list, which it opens. */
  async keyRow(alias: string): Promise<Locator> {
    await this.page.goto("/dashboard/keys");
    return this.page
      .getByRole("row")
      .filter({ has: this.page.getByRole("link", { name: alias, exact: true }) });
  }

  /** Chooses from the menu of a key's row. */
  async chooseAction(alias: string, action: string): Promise<void> {
    const row = await this.keyRow(alias);
    await row.getByRole("button", { name: "Actions" }).click();
    await this.page.getByRole("menuitem", { name: action, exact: true }).click();
  }

  /** A request to the keyed API, as an API client sends it. */
  call(secret: string, path = "/api/v1/echo"): Promise<APIResponse> {
    return this.page.request.get(path, {
      headers: { "X-API-Key": secret, Cookie: "" },
      maxRedirects: 0,
    });
  }

  /** Calls, and holds the answer against what the contract says of it. */
  async expectAnswer(secret: string, status: number, error?: string): Promise<void> {
    const answer = await this.call(secret);
    expect(answer.status()).toBe(status);
    if (error) expect(await answer.json()).toEqual({ error });
  }
}

/** Each test has an owner of its own, with a new account, signed in. */
export const test = base.extend<{ owner: Owner }>({
  owner: async ({ page }, use) => {
    const owner = new Owner(page);
    await owner.signUp();
    await use(owner);
  },
});

export { expect };
