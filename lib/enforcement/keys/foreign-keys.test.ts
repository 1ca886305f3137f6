import { expect, test } from "vitest";
import { ForeignKeys } from "./foreign-keys";

function asked() {
  const answers: Array<{ say: (any: boolean) => void; fail: () => void }> = [];
  const errors: unknown[] = [];
  const keys = new ForeignKeys(
    () =>
      new Promise((resolve, reject) =>
        answers.push({ say: resolve, fail: () => reject(new Error("away")) }),
      ),
    (error) => errors.push(error),
  );
  return { keys, answers, errors };
}

test("while it is not known, nobody is refused who might have a key", async () => {
  const { keys, answers } = asked();
  expect(keys.mayExist).toBe(true);
  const settled = keys.settled();
  answers[0]!.say(false);
  await settled;
  expect(keys.mayExist).toBe(false);
});

test("an import is known with its notice, and what was read before it says nothing", async () => {
  const { keys, answers } = asked();
  const settled = keys.settled();
  keys.noteImport();
  answers[0]!.say(false);
  await settled;
  expect(keys.mayExist).toBe(true);
});

test("a resync asks again, and the latest answer holds", async () => {
  const { keys, answers } = asked();
  void keys.settled();
  answers[0]!.say(false);
  await keys.settled();
  keys.forget();
  expect(keys.mayExist).toBe(true);
  keys.forget();
  answers[2]!.say(true);
  answers[1]!.say(false);
  await keys.settled();
  expect(keys.mayExist).toBe(true);
});

test("a database that does not answer leaves it unknown", async () => {
  const { keys, answers, errors } = asked();
  const settled = keys.settled();
  answers[0]!.fail();
  await settled;
  expect([keys.mayExist, errors.length]).toEqual([true, 1]);
});
