import { gzipSync } from "node:zlib";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { chromiumArgs, findChromium } from "@/test/chromium";
import { quantile } from "../statistics";
import type { Seeded } from "./seeded";

const ROUNDS = 8;

/** Signs in with a real Chromium, in which the rest is measured. */
export async function visitAsOwner(origin: string, { email, password }: Seeded) {
  const executablePath = findChromium() ?? undefined;
  const browser = await chromium.launch({ executablePath, args: chromiumArgs() });
  const context = await browser.newContext({ baseURL: origin });
  await context.addInitScript(observeInteractions);
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/dashboard\/keys/);
  const cookies = await context.cookies();
  return {
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
    /** What a first visit loads; every visit in a new context is one. */
    async scriptsOf(path: string) {
      const cold = await browser.newContext({ baseURL: origin });
      await cold.addCookies(cookies);
      const scripts = await loadedScripts(cold, path);
      await cold.close();
      return scripts;
    },
    interactions: () => measureInteractions(page),
    close: () => browser.close(),
  };
}

async function loadedScripts(context: BrowserContext, path: string) {
  const page = await context.newPage();
  const bodies: Promise<Buffer>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") bodies.push(response.body());
  });
  await page.goto(path, { waitUntil: "networkidle" });
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
  return { files: sizes.length, gzipBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

declare global {
  interface Window {
    /** Interaction to next paint by the interaction's id, milliseconds. */
    interactionsMs: Map<number, number>;
  }
}

/** Runs in the page: an interaction takes as long as the longest of its events. */
function observeInteractions() {
  window.interactionsMs = new Map();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceEventTiming[]) {
      const id = (entry as PerformanceEventTiming & { interactionId: number }).interactionId;
      if (!id) continue;
      window.interactionsMs.set(id, Math.max(entry.duration, window.interactionsMs.get(id) ?? 0));
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
}

/** Does it some times; events shorter than a frame are not told of, and count as one frame. */
async function measure(page: Page, title: string, act: (round: number) => Promise<void>) {
  const tookMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await page.evaluate(() => window.interactionsMs.clear());
    await act(round);
    await page.waitForTimeout(300);
    const told = await page.evaluate(() => [...window.interactionsMs.values()]);
    tookMs.push(...(told.length > 0 ? told : [16]));
  }
  return {
    title,
    medianMs: quantile(tookMs, 0.5),
    worstMs: Math.max(...tookMs),
    count: tookMs.length,
  };
}

async function measureInteractions(page: Page) {
  const found = [];
  await page.goto("/dashboard/keys", { waitUntil: "networkidle" });
  const search = page.getByRole("searchbox", { name: "Search" });
  found.push(
    await measure(page, "typing in the search", async (round) => {
      await search.click();
      await search.press(round % 2 === 0 ? "e" : "Backspace");
    }),
  );
  await page.goto("/dashboard/keys?status=active", { waitUntil: "networkidle" });
  const actions = page.getByRole("button", { name: "Actions" });
  found.push(
    await measure(page, "opening a row's menu", async (round) => {
      await actions.nth(round).click();
      await page.getByRole("menuitem", { name: "Edit" }).waitFor();
      await page.keyboard.press("Escape");
    }),
  );
  // In a list of all: from one of active keys the row would go, and its menu with it.
  await page.goto("/dashboard/keys", { waitUntil: "networkidle" });
  found.push(
    await measure(page, "switching a key off and on", async () => {
      await actions.first().click();
      await page.getByRole("menuitem", { name: /^(Deactivate|Reactivate)$/ }).click();
    }),
  );
  await page.goto("/dashboard/keys/logs", { waitUntil: "networkidle" });
  const rows = page.getByRole("row").filter({ has: page.getByRole("button") });
  found.push(
    await measure(page, "opening a log row", async (round) => {
      await rows.nth(round * 2).click();
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
    }),
  );
  return found;
}
