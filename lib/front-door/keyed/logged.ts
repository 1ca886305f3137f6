import { printable, printablePath } from "@/lib/text/printable";

const MAX_PATH = 2_048;
const MAX_USER_AGENT = 512;

/** What may be logged of a path: printable, and not without end. */
export const loggedPath = (path: string) => printablePath(path.slice(0, MAX_PATH));

const utf8 = new TextDecoder("utf-8", { fatal: true });
/** Node.js takes each byte of a header for a character; most have no byte that could be something else. */
const ASCII = /^[\x00-\x7f]*$/;

/** A header's text: UTF-8 where its bytes are that, as browsers and programs send it. */
function headerText(value: string): string {
  if (ASCII.test(value)) return value;
  try {
    return utf8.decode(Buffer.from(value, "latin1"));
  } catch {
    return value;
  }
}

/** Cut, but not in the middle of a character. */
const cut = (text: string, most: number) => text.slice(0, most).replace(/[\ud800-\udbff]$/, "");

/**
 * What may be logged of a user agent: cut, and with what could move a terminal's cursor escaped.
 * @param text as Node.js has read its bytes
 */
export const loggedUserAgent = (text: string | null | undefined) =>
  text == null ? null : printable(cut(headerText(text), MAX_USER_AGENT));

/** Nginx's code for a client that left before it was answered; it never goes over the wire. */
export const CLIENT_CLOSED_REQUEST = 499;
