import { isWellFormed } from "./key-format";

/** Before the random characters of an operator token; keys of customers have another one. */
export const TOKEN_PREFIX = "lko";

/** Whether a text has the form and the checksum of an operator token; nobody is asked. */
export const isTokenLike = (secret: string): boolean =>
  secret.startsWith(`${TOKEN_PREFIX}_`) && isWellFormed(secret);
