import { expect, test } from "vitest";
import { uuidv7 } from "@/lib/ids";
import { linesOf } from "@/test/copy-rows";
import { requestRow } from "@/test/request-row";
import type { Batch } from "./batch";
import { BatchQueue } from "./batch-queue";
import type { RequestRow } from "../journal/row";

const LIMITS = { rows: 10, keys: 2, lateMs: 60_000 };

/** Ids of keys that end in these digits. */
const keysEnding = (digits: string) => [...digits].map((digit) => uuidv7().slice(0, -1) + digit);

const rowOf = (keyId: string, path = "/api/v1/ü") => requestRow({ keyId, path });

function queueOf(rows: readonly RequestRow[], limits = LIMITS): BatchQueue {
  const queue = new BatchQueue(limits);
  add(queue, rows);
  return queue;
}

function add(queue: BatchQueue, rows: readonly RequestRow[], segment: object = {}): void {
  queue.add({ rows, lines: linesOf(rows), segment });
}

const keysOf = (batch: Batch | null) => batch?.readBack().map(({ keyId }) => keyId);

test("few keys go together, with all of their rows", () => {
  const [a, b] = keysEnding("0f") as [string, string];
  const rows = [rowOf(a), rowOf(b), rowOf(a)];
  const queue = queueOf(rows);
  const batch = queue.take()!;
  expect(new Set(batch.readBack())).toEqual(new Set(rows));
  expect([batch.rows, queue.rows]).toEqual([3, 0]);
  expect(queue.take()).toBeNull();
});

test("of many keys those that waited longest go, and the others go on gathering rows", () => {
  const [a, b, c, d] = keysEnding("3210") as [string, string, string, string];
  const queue = queueOf([rowOf(a), rowOf(b), rowOf(c), rowOf(d)]);
  expect(keysOf(queue.take())).toEqual([a, b]);
  add(queue, [rowOf(a), rowOf(c)]);
  expect(keysOf(queue.take())).toEqual([c, c, d]);
  expect(keysOf(queue.take())).toEqual([a]);
});

test("what has waited for long goes with them", () => {
  const [a, b, c] = keysEnding("012") as [string, string, string];
  const queue = queueOf([rowOf(a), rowOf(b), rowOf(c)], { ...LIMITS, lateMs: -1 });
  expect(queue.isLate()).toBe(true);
  expect(keysOf(queue.take())).toEqual([a, b, c]);
  expect(queue.isLate()).toBe(false);
});

test("keys that somebody waits for come first", () => {
  const [a, b, c, d] = keysEnding("0123") as [string, string, string, string];
  const rows = [rowOf(a), rowOf(b), rowOf(c), rowOf(d)];
  expect(keysOf(queueOf(rows).take(new Set([d])))).toEqual([d, a]);
  // Nobody's wait is cut into batches, as far as rows allow.
  expect(keysOf(queueOf(rows).take(new Set([b, c, d])))).toEqual([b, c, d]);
  expect(keysOf(queueOf(rows).take("all"))).toEqual([a, b, c, d]);
});

test("it knows which keys of an account wait, in whichever shard", () => {
  const [a, b, c] = keysEnding("012") as [string, string, string];
  const accountId = uuidv7();
  const many = Array.from({ length: 12 }, () => requestRow({ keyId: b, accountId }));
  const queue = queueOf([requestRow({ keyId: a, accountId }), ...many, rowOf(c)]);
  expect(new Set(queue.keysOf(accountId))).toEqual(new Set([a, b]));
  const batch = queue.take()!;
  expect(batch.keysOf(accountId)).toEqual([a]);
  expect([batch.hasAny(new Set([a, c])), batch.hasAny(new Set([c]))]).toEqual([true, false]);
  expect(queue.keysOf(uuidv7())).toEqual([]);
});

test("a batch has no more rows than a transaction should, and the oldest go first", () => {
  const [hot, cold] = keysEnding("ab") as [string, string];
  const hotRows = Array.from({ length: 25 }, (_, i) => rowOf(hot, `/api/v1/${i}`));
  const queue = queueOf([...hotRows.slice(0, 12), rowOf(cold), ...hotRows.slice(12)]);
  expect(queue.isDue()).toBe(true);
  expect(queue.take()!.readBack()).toEqual(hotRows.slice(0, 10));
  expect(queue.oldestRow()).toBe(10);
  expect(queue.oldestRow(new Set([cold]))).toBe(12);
  expect(queue.take()!.readBack()).toEqual(hotRows.slice(10, 20));
  expect(queue.isDue()).toBe(false);
  expect(keysOf(queue.take())).toEqual([cold, hot, hot, hot, hot, hot]);
  expect(queue.oldestRow(new Set([cold]))).toBe(queue.nextRow);
});

test("rows of a key keep their order, though an older one of another key goes with its latest", () => {
  const [cold, hot] = keysEnding("ab") as [string, string];
  const hotRows = Array.from({ length: 12 }, (_, i) => rowOf(hot, `/api/v1/${i}`));
  const queue = queueOf([rowOf(cold), ...hotRows]);
  expect(keysOf(queue.take())).toEqual([cold]);
  expect(queue.take()!.readBack()).toEqual(hotRows.slice(0, 10));
  expect(queue.take()!.readBack()).toEqual(hotRows.slice(10));
});

test("shards that are nearly full do not go together, whoever waits", () => {
  const rows = keysEnding("0123").flatMap((key) => Array.from({ length: 9 }, () => rowOf(key)));
  expect(queueOf(rows).take("all")!.rows).toBe(9);
});

test("late rows go although the batch has its keys, past those that came after them", () => {
  const [a, b, c] = keysEnding("012") as [string, string, string];
  const queue = queueOf([rowOf(a), rowOf(b), rowOf(c)], { ...LIMITS, keys: 1, lateMs: -1 });
  expect(keysOf(queue.take(new Set([c])))).toEqual([c, a, b]);
});

test("a batch says where its rows were journaled", () => {
  const [a, b] = keysEnding("01") as [string, string];
  const [first, second] = [{}, {}];
  const queue = new BatchQueue(LIMITS);
  add(queue, [rowOf(a), rowOf(b), rowOf(a)], first);
  add(queue, [rowOf(b)], second);
  expect(queue.take()!.journaled()).toEqual(
    new Map([
      [first, 3],
      [second, 1],
    ]),
  );
});
