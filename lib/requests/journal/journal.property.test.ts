import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { requestRow } from "@/test/request-row";
import { rowsInJournal } from "@/test/rows-in-journal";
import { Journal } from "./journal";

/** A few rows fill one. */
const SEGMENT_BYTES = 600;

/** What happens to a journal: rows come, batches of some of those that wait are written, it moves. */
type Step = { append: number } | { settle: number[] } | { move: true };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ settle: fc.array(fc.nat(30), { maxLength: 8 }) }) },
  { weight: 1, arbitrary: fc.constant({ move: true } as const) },
);

/** What a process that comes after a crash at this moment would find. */
const idsLeft = (root: string): string[] =>
  fs
    .readdirSync(root)
    .sort()
    .flatMap((name) => rowsInJournal(path.join(root, name)))
    .map(({ id }) => id);

test("at every moment all that is not settled can be read back, each once, and in the end nothing is left", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const root = fs.mkdtempSync(path.join(os.tmpdir(), "latchkey-journal-"));
      try {
        let dirs = 0;
        const nextDir = () => path.join(root, String(dirs++).padStart(3, "0"));
        const journal = new Journal(nextDir(), SEGMENT_BYTES);
        let waiting: Array<{ id: string; segment: object }> = [];
        const settle = (settled: typeof waiting) => {
          const bySegment = new Map<object, number>();
          for (const { segment } of settled) {
            bySegment.set(segment, (bySegment.get(segment) ?? 0) + 1);
          }
          journal.settle(bySegment);
          waiting = waiting.filter((row) => !settled.includes(row));
        };
        for (const each of steps) {
          if ("append" in each) {
            const rows = Array.from({ length: each.append }, () => requestRow());
            const { segment } = journal.append(rows);
            for (const { id } of rows) waiting.push({ id, segment });
          } else if ("move" in each) {
            journal.moveTo(nextDir());
          } else {
            const places = new Set(each.settle.map((at) => at % Math.max(1, waiting.length)));
            settle(waiting.filter((_, at) => places.has(at)));
          }
          const left = idsLeft(root);
          expect(new Set(left).size).toBe(left.length);
          const isWaiting = new Set(waiting.map(({ id }) => id));
          expect(left.filter((id) => isWaiting.has(id))).toEqual(waiting.map(({ id }) => id));
        }
        settle(waiting);
        expect(idsLeft(root)).toEqual([]);
        journal.close();
        expect(fs.readdirSync(root)).toEqual([]);
      } finally {
        fs.rmSync(root, { recursive: true, force: true });
      }
    }),
    { numRuns: 200 },
  );
});
