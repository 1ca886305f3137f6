import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./owner";

/** components/ui/skeleton.tsx: it has no role to be found by, because it says nothing. */
const SKELETON = ".animate-breathe";

/** What streams in behind a skeleton is to be looked at too. */
const settled = (page: Page) => expect(page.locator(SKELETON)).toHaveCount(0);

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Shows the page in a theme, without moving on. */
async function showIn(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${theme}\\b`));
}

/** Opens a page, whole. */
export async function openWhole(
  page: Page,
  path: string,
  { status = 200, theme = "light" }: { status?: number; theme?: Theme } = {},
): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  const answer = await page.goto(path);
  expect(answer?.status(), path).toBe(status);
  await settled(page);
}

/** All of these rules that a theme can break: the rest sees no colours. */
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];

/**
 * Holds what is shown now against WCAG 2.2 AA in both themes, as far as a program can.
 * @param what for the report
 */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await settled(page);
  const all = new AxeBuilder({ page }).withTags([
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
  ]);
  await showIn(page, "light");
  expect.soft(await findings(all), `${what}, light`).toEqual([]);
  await showIn(page, "dark");
  const ofColour = new AxeBuilder({ page }).withRules(RULES_OF_COLOUR);
  expect.soft(await findings(ofColour), `${what}, dark`).toEqual([]);
  await showIn(page, "light");
}

async function findings(axe: AxeBuilder) {
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => ({
    id,
    where: nodes.map((node) => node.target.join(" ")),
  }));
}
