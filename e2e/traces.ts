import { createHash } from "node:crypto";
import type { Page, Response } from "@playwright/test";

/** Text that must be nowhere, by what it is. */
export type Needles = Record<string, string>;

/** A secret, and what is kept of it, in every form in which somebody might hand it on. */
export function needlesOf(name: string, secret: string): Needles {
  const hash = createHash("sha256").update(secret).digest();
  return {
    [name]: secret,
    // Its prefix and last four characters are shown for good; what lies between is what makes it a secret.
    [`the middle of ${name}`]: secret.slice(8, -8),
    [`${name} in base64`]: Buffer.from(secret).toString("base64").replace(/=+$/, ""),
    [`${name}'s SHA-256 in hex`]: hash.toString("hex"),
    [`${name}'s SHA-256 in base64`]: hash.toString("base64").replace(/=+$/, ""),
    [`${name}'s SHA-256 in base64url`]: hash.toString("base64url"),
  };
}

/** Whichever letters are capital: hex is written in both. */
function found(where: string, text: string, needles: Needles): string[] {
  const lower = text.toLowerCase();
  return Object.keys(needles)
    .filter((name) => lower.includes(needles[name]!.toLowerCase()))
    .map((name) => `${name} in ${where}`);
}

/** All that the browser is sent, and all that it sends, from here on. */
export class Traffic {
  private readonly read: Array<Promise<{ where: string; text: string }>> = [];
  private readonly onResponse = (response: Response) => void this.read.push(textOf(response));

  constructor(private readonly page: Page) {
    page.on("response", this.onResponse);
  }

  /** How many answers were read. */
  get size(): number {
    return this.read.length;
  }

  /** Where in it something stands, so far as its answers have ended. */
  async traces(needles: Needles): Promise<string[]> {
    const all = await Promise.all(this.read);
    return all.flatMap(({ where, text }) => found(where, text, needles));
  }

  stop(): void {
    this.page.off("response", this.onResponse);
  }
}

async function textOf(response: Response): Promise<{ where: string; text: string }> {
  const request = response.request();
  const where = `${request.method()} ${request.url()}`;
  const head = JSON.stringify([await response.allHeaders(), await request.allHeaders()]);
  // An answer without a body, or one that the browser has thrown away on its way to another page.
  const body = await response.body().catch(() => Buffer.alloc(0));
  return { where, text: [where, head, request.postData() ?? "", body.toString()].join("\n") };
}

/** Where something stands in a page, in what the browser keeps for its site, or in reach of the page's scripts. */
export async function traces(page: Page, needles: Needles): Promise<string[]> {
  const places = await page.evaluate(placesInPage);
  const cookies = JSON.stringify(await page.context().cookies());
  const all = { ...places, cookies, address: page.url() };
  return Object.entries(all).flatMap(([where, text]) =>
    found(`${where} at ${page.url()}`, text, needles),
  );
}

/** Run in the page: it is sent there as text, and so refers to nothing around it. */
async function placesInPage(): Promise<Record<string, string>> {
  /** Texts in reach of a script, from an object on: its fields, their fields, and so on. */
  function inReachOf(root: unknown): string {
    const texts = new Set<string>();
    const seen = new Set<unknown>();
    const open: unknown[] = [root];
    const isOpen = (value: unknown) =>
      value !== null && (typeof value === "object" || typeof value === "function");
    const add = (value: unknown) => {
      if (typeof value === "string") texts.add(value);
      else if (isOpen(value) && !seen.has(value)) {
        seen.add(value);
        open.push(value);
      }
    };
    while (open.length > 0) {
      const from = open.pop();
      if (from instanceof Map) for (const [key, value] of from) [key, value].forEach(add);
      if (from instanceof Set) from.forEach(add);
      if (from instanceof ArrayBuffer || ArrayBuffer.isView(from)) {
        const bytes = from instanceof ArrayBuffer ? new Uint8Array(from) : from;
        texts.add(new TextDecoder("latin1").decode(bytes as Uint8Array));
        continue;
      }
      let names: PropertyKey[] = [];
      try {
        names = Reflect.ownKeys(from as object);
      } catch {
        continue;
      }
      for (const name of names) {
        // Not what a getter makes up: only what is kept.
        const field = Object.getOwnPropertyDescriptor(from, name);
        if (typeof name === "string") texts.add(name);
        if (field && "value" in field) add(field.value);
      }
    }
    return [...texts].join("\n");
  }

  async function inDatabases(): Promise<string> {
    const texts: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name!);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error!);
      });
      for (const store of database.objectStoreNames) {
        const reading = database.transaction(store).objectStore(store);
        for (const asked of [reading.getAll(), reading.getAllKeys()]) {
          await new Promise((resolve) => (asked.onsuccess = asked.onerror = resolve));
          texts.push(JSON.stringify(asked.result));
        }
      }
      database.close();
    }
    return texts.join("\n");
  }

  async function inCaches(): Promise<string> {
    // Where the site is not reached safely there is none.
    if (!("caches" in window)) return "";
    const texts: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        texts.push(request.url, await (await cache.match(request))!.text());
      }
    }
    return texts.join("\n");
  }

  const nodes = [...document.querySelectorAll("*")];
  const fields = nodes.filter((node) => "value" in node).map((node) => String(node.value));
  return {
    "the page's markup": document.documentElement.outerHTML,
    "its fields": fields.join("\n"),
    "its text": document.body.innerText,
    "the storage that stays": JSON.stringify({ ...localStorage }),
    "the storage of the session": JSON.stringify({ ...sessionStorage }),
    "the history's state": JSON.stringify(history.state),
    "the name of the window": window.name,
    "the databases of the browser": await inDatabases(),
    "the caches of the browser": await inCaches(),
    "what scripts have on the window": inReachOf(window),
    // Among others React's own records, which hang on the nodes that it has made.
    "what scripts have on the page's nodes": inReachOf([document, ...nodes]),
  };
}
