import { ensureBuild } from "@/scripts/production-build";

/** Runs once before the tests of the built server: there is something to start. */
export default async function setup(): Promise<void> {
  await ensureBuild((line) => console.log(line));
}
