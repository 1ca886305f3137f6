import { printable, printablePath } from "@/lib/text/printable";

const MAX_PATH = 2_048;
const MAX_USER_AGENT = 512;

/** What may be logged of a path: printable, and not without end. */
export const loggedPath = (path: string) => printablePath(path.slice(0, MAX_PATH));

/** What may be logged of a user agent: cut, and with what could move a terminal's cursor escaped. */
export const loggedUserAgent = (text: string | null | undefined) =>
  text == null ? null : printable(text.slice(0, MAX_USER_AGENT));

/** Nginx's code for a client that left before it was answered; it never goes over the wire. */
export const CLIENT_CLOSED_REQUEST = 499;
