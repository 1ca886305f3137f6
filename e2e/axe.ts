import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./owner";

/** components/ui/skeleton.tsx: it has no role to be found by, because it says nothing. */
const SKELETON = ".animate-breathe";
export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** What streams in behind a skeleton is to be looked at too. */
const settled = (page: Page) => expect(page.locator(SKELETON)).toHaveCount(0);

/** Opens a page in a theme, whole. */
export async function openIn(page: Page, path: string, theme: Theme, status = 200): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  const answer = await page.goto(path);
  expect(answer?.status(), path).toBe(status);
  await settled(page);
}

/** Holds what is shown now against WCAG 2.2 AA, as far as a program can. @param what for the report */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await settled(page);
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  const found = violations.map(({ id, nodes }) => ({
    id,
    where: nodes.map((node) => node.target.join(" ")),
  }));
  expect.soft(found, what).toEqual([]);
}
