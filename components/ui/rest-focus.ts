/** What says where one is: read aloud when the focus comes to it, and the next tab goes on from there. */
const RESTS = "h1, h2, h3, [data-focus-rest]";

/**
 * Puts the focus on the heading (or what is marked `data-focus-rest`) that is nearest above a
 * place, where no control is left to have it. Headings are no stops of the tab key: this one can
 * be focused as long as it is.
 *
 * @param trail a place and what it lies in, innermost first; of those that are gone the next is asked
 */
export function restFocus(trail: Iterable<Element>): void {
  for (const around of trail) {
    if (!around.isConnected) continue;
    const rest = around.matches(RESTS) ? around : around.querySelector(RESTS);
    if (rest instanceof HTMLElement) return focusOnce(rest);
  }
}

/** @returns the place and what it lies in up to the page's content; empty outside of it */
export function trailOf(place: Element): Element[] {
  const main = pageContent();
  if (!main?.contains(place)) return [];
  const trail: Element[] = [];
  for (let at: Element | null = place; at && at !== main; at = at.parentElement) trail.push(at);
  return [...trail, main];
}

export const pageContent = () => document.getElementById("main");

function focusOnce(rest: HTMLElement): void {
  if (!rest.hasAttribute("tabindex")) {
    rest.tabIndex = -1;
    rest.addEventListener("blur", () => rest.removeAttribute("tabindex"), { once: true });
  }
  rest.focus({ preventScroll: true });
}
