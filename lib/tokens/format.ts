import { isWellFormed } from "@/lib/keys/format";
import { TOKEN_PREFIX } from "@/lib/tokens/prefix";

/** Whether a text has the form and the checksum of an operator token; nobody is asked. */
export const isTokenLike = (secret: string): boolean =>
  secret.startsWith(`${TOKEN_PREFIX}_`) && isWellFormed(secret);
