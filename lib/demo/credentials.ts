import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { ownDataDirectory } from "@/db/data-directory";
import { readText } from "@/db/no-follow";
import { newSecret } from "@/lib/credentials/secret";

export const DEMO_EMAIL = "demo@latchkey.local";

const DemoCredentials = z.object({
  email: z.literal(DEMO_EMAIL),
  password: z.string().min(1),
  /** The playground key's secret. */
  secret: z.string().min(1),
});
export type DemoCredentials = z.output<typeof DemoCredentials>;

/**
 * The demo's sign-in and its one working key, kept in the data directory for its owner alone, so
 * that a second run prints the same. Nowhere else does Latchkey keep a secret, and of no other key.
 */
export async function demoCredentials(
  dataDir: string,
  keyPrefix: string,
): Promise<DemoCredentials> {
  const file = path.join(ownDataDirectory(dataDir), "demo.json");
  const kept = await readText(file).catch(() => null);
  if (kept !== null) return DemoCredentials.parse(JSON.parse(kept));
  const made: DemoCredentials = {
    email: DEMO_EMAIL,
    password: randomBytes(12).toString("base64url"),
    secret: newSecret(keyPrefix),
  };
  await writeFile(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return made;
}
