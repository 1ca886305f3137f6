import type { Page } from "@playwright/test";
import { expect } from "./owner";

interface Violation {
  page: string;
  directive: string;
  blocked: string;
  sample: string;
}

/** Everything that a page's policy stops from here on, on any page that is opened. */
export async function violationsOf(page: Page): Promise<Violation[]> {
  const found: Violation[] = [];
  await page.exposeFunction("tellOfViolation", (violation: Violation) => found.push(violation));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const { tellOfViolation } = window as unknown as { tellOfViolation(v: Violation): void };
      tellOfViolation({
        page: location.pathname,
        directive: event.effectiveDirective,
        blocked: event.blockedURI,
        sample: event.sample,
      });
    });
  });
  return found;
}

/** Scripts and styles of a page have run: its theme is set, and React has taken its parts over. */
export async function expectAlive(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveClass(/\b(light|dark)\b/);
  // What a part loads when it comes into sight.
  await page.waitForTimeout(300);
}
