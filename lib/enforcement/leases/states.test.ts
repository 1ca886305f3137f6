import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TRANSITIONS } from "./states";

/** The rows of the table in a document whose head is this, as cells. */
function tableOf(document: string, head: readonly string[]): string[][] {
  const rows = document.split("\n").map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const first = rows.findIndex((row) => row.join() === head.join());
  const end = rows.findIndex((row, i) => i > first && row.length === 0);
  // Beneath the head is a line.
  return rows.slice(first + 2, end);
}

test("docs/architecture.md has the table of a lease's states as the code has it", () => {
  const document = readFileSync("docs/architecture.md", "utf8");
  expect(tableOf(document, ["from", "event", "to"])).toEqual(
    TRANSITIONS.map(([from, event, to]) => [from, event, to.join(", ")]),
  );
});
