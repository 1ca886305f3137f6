import { startEmbeddedPostgres } from "../db/embedded";

// A user of the embedded PostgreSQL that lives in a process of its own: prints the URL once it is
// there, holds on until its standard input ends, then stops. Whatever goes wrong is one line.
const dataDir = process.argv[2] ?? "";
try {
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: (line) => console.log(`log: ${line}`),
  });
  console.log(`url: ${postgres.url}`);
  await new Promise((resolve) => process.stdin.once("end", resolve).resume());
  await postgres.stop();
} catch (error) {
  console.log(`error: ${(error as Error).message}`);
  process.exitCode = 1;
}
