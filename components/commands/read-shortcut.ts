export type Shortcut = "palette" | "help" | "search" | "new-key" | "attention";

/** Where a letter is a letter. */
const TYPING = "input, textarea, select, [contenteditable=true]";
/** What has the keyboard to itself while it is open. */
const OPEN = "[role=dialog], [role=alertdialog], [role=menu]";

const SINGLE_KEYS: Record<string, Shortcut> = {
  "?": "help",
  "/": "search",
  n: "new-key",
  a: "attention",
};

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
  isComposing: boolean;
  defaultPrevented: boolean;
}

/**
 * What a pressed key asks for, or null. `isTyping`: the focus is where letters are entered;
 * `isBusy`: a dialog or menu is open.
 */
export function readShortcut(
  event: Pressed,
  { isTyping, isBusy, singleKeys }: { isTyping: boolean; isBusy: boolean; singleKeys: boolean },
): Shortcut | null {
  if (event.defaultPrevented || event.isComposing || event.repeat || event.altKey || isBusy) {
    return null;
  }
  if (event.ctrlKey || event.metaKey) return event.key.toLowerCase() === "k" ? "palette" : null;
  if (isTyping || !singleKeys) return null;
  return SINGLE_KEYS[event.key] ?? null;
}

export const isTypingIn = (target: EventTarget | null) =>
  target instanceof Element && target.closest(TYPING) !== null && !isCheckbox(target);

/** A checkbox takes no letters, so shortcuts work on it. */
const isCheckbox = (target: Element) => target.matches("input[type=checkbox], input[type=radio]");

export const somethingIsOpen = () => document.querySelector(OPEN) !== null;
