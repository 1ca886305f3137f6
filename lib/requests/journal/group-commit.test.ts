import { expect, test } from "vitest";
import { GroupCommit } from "./group-commit";

const turn = () => new Promise<void>((resume) => setImmediate(resume));

function recorder() {
  const commits: number[][] = [];
  const told: Array<string | null> = [];
  const errors: unknown[] = [];
  const disk = { isFull: false };
  const group = new GroupCommit<number>(
    (rows) => {
      if (disk.isFull) throw new Error("the disk is full");
      commits.push([...rows]);
    },
    (error) => errors.push(error),
  );
  const add = (row: number) => group.add(row, (error) => told.push(error && error.message));
  return { commits, told, errors, disk, group, add };
}

test("what comes in one turn is one commit, in its order, and nobody is told before it", async () => {
  const { commits, told, add } = recorder();
  for (const row of [1, 2, 3]) add(row);
  expect([commits, told]).toEqual([[], []]);
  await turn();
  expect(commits).toEqual([[1, 2, 3]]);
  expect(told).toEqual([null, null, null]);
  add(4);
  await turn();
  expect(commits).toEqual([[1, 2, 3], [4]]);
});

test("all are told of a commit that failed, and those after it go on", async () => {
  const { commits, told, disk, add } = recorder();
  disk.isFull = true;
  for (const row of [1, 2]) add(row);
  await turn();
  expect(told).toEqual(["the disk is full", "the disk is full"]);
  disk.isFull = false;
  add(3);
  await turn();
  expect([commits, told.at(-1)]).toEqual([[[3]], null]);
});

test("one who fails at being told keeps nobody from theirs", async () => {
  const { told, errors, group, add } = recorder();
  group.add(1, () => {
    throw new Error("a broken answer");
  });
  add(2);
  await turn();
  expect(told).toEqual([null]);
  expect(errors).toHaveLength(1);
});

test("what is added while others are told waits for the next commit", async () => {
  const { commits, group, add } = recorder();
  group.add(1, () => add(2));
  await turn();
  expect(commits).toEqual([[1]]);
  await turn();
  expect(commits).toEqual([[1], [2]]);
});

test("a flush leaves nothing waiting", () => {
  const { commits, told, group, add } = recorder();
  add(1);
  group.flush();
  expect([commits, told]).toEqual([[[1]], [null]]);
  group.flush();
  expect(commits).toHaveLength(1);
});
