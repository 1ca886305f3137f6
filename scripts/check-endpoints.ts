import { fileURLToPath, pathToFileURL } from "node:url";
import { ENDPOINTS } from "@/lib/endpoints";
import { endpointFaults } from "./endpoint-faults";
import { readRouteFiles } from "./route-files";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Holds the rows of lib/endpoints.ts against the handlers of the app folder.
 *
 * @returns a line for each fault, as `endpointFaults` gives them
 */
export async function checkEndpoints(): Promise<string[]> {
  return endpointFaults(ENDPOINTS, await readRouteFiles(ROOT));
}

// The first step of `npm run build`.
const isEntry = process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url;
if (isEntry) {
  const faults = await checkEndpoints();
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
