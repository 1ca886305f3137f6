import fc from "fast-check";
import { expect, test } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { linesOf } from "@/test/copy-rows";
import { requestRow } from "@/test/request-row";
import type { Batch } from "./batch";
import { BatchQueue } from "./batch-queue";
import type { RequestRow } from "../journal/row";
import type { Wanted } from "./shard";

/** Keys that share shards (by the last digit of their ids), and keys that do not. */
const KEYS = [..."0000111fa23"].map((digit) => uuidv7().slice(0, -1) + digit);

const rowOf = (keyId: string) => requestRow({ keyId });

type Step = { add: number[] } | { take: number[] | "all" };
const key = fc.nat(KEYS.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: fc.array(key, { minLength: 1, maxLength: 12 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      take: fc.oneof(fc.constant("all" as const), fc.array(key, { maxLength: 3 })),
    }),
  },
);
const limits = fc.record({
  rows: fc.integer({ min: 1, max: 20 }),
  keys: fc.integer({ min: 1, max: 6 }),
  /** Nothing is late, or everything. */
  lateMs: fc.constantFrom(60_000, -1),
});

test("each row is taken once, those of a key in their order, and no batch outgrows its limits", () => {
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 40 }), (limits, steps) => {
      const queue = new BatchQueue(limits);
      /** By key, the ids of the rows that wait, with their numbers. */
      const waiting = new Map(KEYS.map((keyId) => [keyId, [] as Array<[id: string, n: number]>]));
      const open = new Map<object, number>();
      let added = 0;

      const add = (keys: readonly number[]) => {
        const rows = keys.map((at) => rowOf(KEYS[at]!));
        const segment = {};
        queue.add({ rows, lines: linesOf(rows), segment });
        open.set(segment, rows.length);
        for (const row of rows) waiting.get(row.keyId)!.push([row.id, added++]);
      };
      const check = (batch: Batch) => {
        const rows = batch.readBack();
        expect(rows.length).toBe(batch.rows);
        expect(rows.length).toBeLessThanOrEqual(limits.rows);
        const numbers = rows.map(({ id, keyId }) => {
          const [first, n] = waiting.get(keyId)!.shift() ?? [];
          expect(id).toBe(first);
          return n!;
        });
        expect(batch.oldestRow).toBeLessThanOrEqual(Math.min(...numbers));
        for (const [segment, n] of batch.journaled()) open.set(segment, open.get(segment)! - n);
      };
      const take = (wanted: Wanted) => {
        const before = queue.rows;
        const batch = queue.take(wanted);
        expect(batch === null).toBe(before === 0);
        if (batch) check(batch);
        expect(queue.rows).toBe(before - (batch?.rows ?? 0));
      };

      for (const each of steps) {
        if ("add" in each) add(each.add);
        else take(each.take === "all" ? "all" : new Set(each.take.map((at) => KEYS[at]!)));
        expect(queue.nextRow).toBe(added);
        for (const keyId of KEYS) {
          const [oldest] = waiting.get(keyId)!;
          // A key's may be said to be older than it is, never younger: who waits for it would not.
          if (oldest) expect(queue.oldestRow(new Set([keyId]))).toBeLessThanOrEqual(oldest[1]);
          else expect(queue.oldestRow(new Set([keyId]))).toBe(added);
        }
      }
      while (queue.rows > 0) take(new Set());
      expect([...waiting.values()].every((rows) => rows.length === 0)).toBe(true);
      expect([...open.values()].every((rows) => rows === 0)).toBe(true);
      expect(queue.oldestRow()).toBe(added);
    }),
    { numRuns: 300 },
  );
});

test("the rows that somebody waits for are in the next batch, where none is full", () => {
  fc.assert(
    fc.property(limits, fc.array(key, { minLength: 1, maxLength: 40 }), key, (limits, keys, at) => {
      const queue = new BatchQueue({ ...limits, rows: 100 });
      const rows = keys.map((each) => rowOf(KEYS[each]!));
      queue.add({ rows, lines: linesOf(rows), segment: {} });
      const wanted = KEYS[at]!;
      const batch = queue.take(new Set([wanted]))!;
      const of = (all: readonly RequestRow[]) => all.filter(({ keyId }) => keyId === wanted).length;
      expect(of(batch.readBack())).toBe(of(rows));
    }),
  );
});
