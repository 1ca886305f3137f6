import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Figure } from "./figures";

/** Collects what the tests tell, and prints it as a table at the end. */
export default function setup(): () => void {
  const folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-figures-"));
  const file = path.join(folder, "figures");
  writeFileSync(file, "");
  process.env.TEST_FAULT_FIGURES = file;
  return () => {
    const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
    rmSync(folder, { recursive: true });
    const rows = lines
      .map((line) => JSON.parse(line) as Figure)
      .map(({ promise, seen }) => `| ${promise} | ${seen} |`);
    console.log(["", "| promise | what was seen |", "| --- | --- |", ...rows, ""].join("\n"));
  };
}
