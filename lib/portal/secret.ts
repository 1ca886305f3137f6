import { hashSecret } from "@/lib/credentials/secret";

/** What is kept of a link's secret: with 256 random bits there is nothing to guess slowly. */
export const hashPortalSecret = (secret: string): Buffer => Buffer.from(hashSecret(secret), "hex");
