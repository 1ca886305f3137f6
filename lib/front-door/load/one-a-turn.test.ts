import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { OneATurn } from "./one-a-turn";

/** Notes each turn of the event loop, for so many of them. */
async function countTurns(notes: string[], turns: number): Promise<void> {
  for (let n = 0; n < turns; n++) {
    await nextTurn();
    notes.push("else");
  }
}

test("of pieces that come at once one is done in a turn of the event loop, in their order, and what else is due comes in between", async () => {
  const pieces = new OneATurn();
  const notes: string[] = [];
  const names = ["a", "b", "c", "d"];
  const all = names.map((name) => pieces.turn().then(() => void notes.push(name)));
  await Promise.all([...all, countTurns(notes, names.length)]);
  expect(notes).toEqual(["a", "else", "b", "else", "c", "else", "d", "else"]);
});

test("one that comes after others are done has its turn as well", async () => {
  const pieces = new OneATurn();
  await pieces.turn();
  await nextTurn();
  await pieces.turn();
  const [first, second] = [pieces.turn(), pieces.turn()];
  await first;
  await second;
});
