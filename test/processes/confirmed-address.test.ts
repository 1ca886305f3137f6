import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  type Browser,
  type BrowserContext,
  chromium,
  expect as see,
  type Page,
} from "@playwright/test";
import { eq } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { memberships, users } from "@/db/schema/accounts";
import { apiKeys } from "@/db/schema/keys";
import { CONFIRM_FIRST } from "@/lib/keys/refuse-new-key";
import { chromiumArgs, findChromium } from "../chromium";
import { call, eventually } from "../http/call";
import { cookiesOf, makeOwner, signIn } from "./owner";
import { actionCall, actionResult } from "./server-action";
import { TestServer } from "./server";

/*
 * With a mail server, people make keys once their address is confirmed. Whether it is is decided in
 * lib/accounts/confirm-address.ts; here mails are sent over SMTP and their links opened in a browser.
 */

const PASSWORD = "a password of some length";
const CONFIRM_HEADING = "Confirm your address first";
/** For pages of a machine that does much else. */
const WAIT = { timeout: 20_000 };

/** A mail server that takes everything. */
class Mailbox {
  private readonly mails: Array<{ to: string[]; body: string }> = [];
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, { envelope }, done) => {
      const to = envelope.rcptTo.map(({ address }) => address);
      void text(stream).then((body) => {
        this.mails.push({ to, body });
        done();
      }, done);
    },
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", () => resolve()));
  }

  close = () => new Promise<void>((resolve) => this.server.close(() => resolve()));

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** The links in the mails to an address, the oldest first; waits until there are so many. */
  async links(to: string, count: number): Promise<string[]> {
    const links = () =>
      this.mails
        .filter((mail) => mail.to.includes(to))
        // Long lines are cut (RFC 2045, 6.7).
        .map(({ body }) => body.replaceAll("=\r\n", "").replaceAll("=3D", "="))
        .flatMap((body) => body.match(/^http\S+\/confirm-address\?token=\S+$/gm) ?? []);
    await eventually(() => links().length >= count, WAIT.timeout);
    expect(links()).toHaveLength(count);
    return links();
  }
}

const mailbox = new Mailbox();
let server: TestServer;
let browser: Browser;
const open: BrowserContext[] = [];

beforeAll(async () => {
  await mailbox.open();
  const env = { SMTP_URL: mailbox.url, MAIL_FROM: "Latchkey <keys@test.local>" };
  server = await TestServer.start({ env });
  browser = await chromium.launch({
    executablePath: findChromium() ?? undefined,
    args: chromiumArgs(),
  });
});
afterEach(async () => {
  for (const context of open.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
  await mailbox.close();
});

async function newBrowser({ origin } = server): Promise<Page> {
  const context = await browser.newContext({ baseURL: origin });
  context.setDefaultTimeout(WAIT.timeout);
  open.push(context);
  return context.newPage();
}

async function signUp(page: Page, email: string): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Name", { exact: true }).fill("Ada");
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/dashboard/);
}

async function enter(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const confirmFirst = (page: Page) => page.getByRole("heading", { name: CONFIRM_HEADING });
const notice = (page: Page) => page.getByRole("link", { name: "Send it again" });
const alias = (page: Page) => page.getByLabel("Alias", { exact: true });

async function makeKey(page: Page): Promise<string> {
  await page.goto("/dashboard/keys/new");
  await alias(page).fill("first");
  await page.getByRole("button", { name: "Create key" }).click();
  return page.getByRole("dialog").getByLabel("API key").inputValue();
}

/** What the browser of somebody who may make a key sends to make one. */
async function requestForKey(): Promise<{ id: string; body: string }> {
  const page = await newBrowser();
  const { email, password } = await makeOwner(server);
  await page.goto("/sign-in");
  await enter(page, email, password);
  await page.waitForURL(/\/dashboard/);
  const sent = page.waitForRequest((request) => request.postData()?.includes("first") ?? false);
  await makeKey(page);
  const request = await sent;
  return { id: request.headers()["next-action"]!, body: request.postData()! };
}

async function keysOf(email: string): Promise<number> {
  const found = await server.database.db
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .innerJoin(memberships, eq(memberships.accountId, apiKeys.accountId))
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(users.email, email));
  return found.length;
}

const isConfirmed = async (email: string) => {
  const [user] = await server.database.db.select().from(users).where(eq(users.email, email));
  return user!.emailVerifiedAt !== null;
};

describe("with a mail server", () => {
  test("somebody who signs up confirms the address by the mailed link, and then makes a key", async () => {
    const email = "ada@test.local";
    const page = await newBrowser();
    await signUp(page, email);
    const [first] = await mailbox.links(email, 1);
    await page.goto("/dashboard/keys");
    await see(notice(page)).toBeVisible(WAIT);
    await page.goto("/dashboard/keys/new");
    await see(confirmFirst(page)).toBeVisible(WAIT);
    await see(alias(page)).toBeHidden();

    await page.getByRole("button", { name: "Send the link again" }).click();
    const [, second] = await mailbox.links(email, 2);
    await see(page.getByText(`A link is on its way to ${email}.`)).toBeVisible(WAIT);
    expect(second).not.toBe(first);

    await page.goto(second!);
    await see(page.getByText(email)).toBeVisible(WAIT);
    // To open a link is not to confirm: programs open the links of mails as well.
    expect(await isConfirmed(email)).toBe(false);
    await page.getByRole("button", { name: "Confirm this address" }).click();
    await page.waitForURL(/\/dashboard$/);
    await see(page.getByText("Your address is confirmed.")).toBeVisible(WAIT);
    await see(notice(page)).toBeHidden(WAIT);
    expect(await isConfirmed(email)).toBe(true);

    const secret = await makeKey(page);
    const answer = await call(server.port, {
      path: "/api/v1/echo",
      headers: { "X-API-Key": secret },
    });
    expect(answer.status).toBe(200);
    await page.goto(second!);
    await see(page.getByText("Your address is confirmed.")).toBeVisible(WAIT);
  });

  test("a link confirms nothing for who is not signed in, or as somebody else", async () => {
    const [email, other] = ["bea@test.local", "mallory@test.local"];
    await signUp(await newBrowser(), email);
    const link = (await mailbox.links(email, 1))[0]!;

    const page = await newBrowser();
    await signUp(page, other);
    await page.goto(link);
    await see(page.getByText(other)).toBeVisible(WAIT);
    await page.getByRole("button", { name: "Confirm this address" }).click();
    const alert = page.getByRole("alert").filter({ hasText: "belongs to another account" });
    await see(alert).toBeVisible(WAIT);
    expect([await isConfirmed(email), await isConfirmed(other)]).toEqual([false, false]);

    const elsewhere = await newBrowser();
    await elsewhere.goto(link);
    await elsewhere.waitForURL(/\/sign-in\?callbackUrl=/);
    expect(await isConfirmed(email)).toBe(false);
    await enter(elsewhere, email);
    await elsewhere.waitForURL(link);
    await elsewhere.getByRole("button", { name: "Confirm this address" }).click();
    await elsewhere.waitForURL(/\/dashboard$/);
    expect([await isConfirmed(email), await isConfirmed(other)]).toEqual([true, false]);
  });

  test("an action that is called without its form makes no key either", async () => {
    const { id, body } = await requestForKey();
    const email = "cem@test.local";
    await signUp(await newBrowser(), email);
    const link = (await mailbox.links(email, 1))[0]!;
    const Cookie = cookiesOf(await signIn(server.port, { email, password: PASSWORD })).join("; ");
    const page = "/dashboard/keys/new";
    const [input] = JSON.parse(body) as [unknown];
    const asked = actionCall(server.port, { page, id, input });
    const make = async () =>
      actionResult(await call(server.port, { ...asked, headers: { ...asked.headers, Cookie } }));
    expect(await make()).toMatchObject({ ok: false, message: CONFIRM_FIRST });
    expect(await keysOf(email)).toBe(0);

    // The same call, once the address is theirs.
    const theirs = await newBrowser();
    await theirs.goto(link);
    await enter(theirs, email);
    await theirs.getByRole("button", { name: "Confirm this address" }).click();
    await theirs.waitForURL(/\/dashboard$/);
    expect(await make()).toMatchObject({ ok: true });
    expect(await keysOf(email)).toBe(1);
  });
});

test("without a mail server nobody is asked to confirm, and a key is made at once", async () => {
  const plain = await TestServer.start({ env: { LATCHKEY_MAILS_IN_LOG: "off" } });
  try {
    const page = await newBrowser(plain);
    await signUp(page, "dora@test.local");
    for (const path of ["/dashboard/keys", "/dashboard/keys/new", "/dashboard/settings"]) {
      await page.goto(path);
      await see(page.getByRole("heading", { level: 1 })).toBeVisible(WAIT);
      for (const said of [notice(page), confirmFirst(page), page.getByText(/not confirmed/)]) {
        await see(said).toBeHidden(WAIT);
      }
    }
    expect(await makeKey(page)).toMatch(/^lk_/);
  } finally {
    await plain.remove();
  }
});
