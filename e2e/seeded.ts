import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/**
 * The account that `bench/dashboard.ts` seeds and measures, for flows that want to look at much.
 * Its data directory is named by LATCHKEY_E2E_DATA_DIR; null where flows are to make their own.
 */
export function seededAccount() {
  const dataDir = process.env.LATCHKEY_E2E_DATA_DIR;
  if (!dataDir) return null;
  const note = readFileSync(path.join(dataDir, "seeded.json"), "utf8");
  return Seeded.parse(JSON.parse(note));
}

const Seeded = z.object({
  email: z.string(),
  password: z.string(),
  busiestId: z.string(),
  rotatingId: z.string(),
});
