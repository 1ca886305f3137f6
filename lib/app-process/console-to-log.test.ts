import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";

const MODULE = fileURLToPath(new URL("./console-to-log.ts", import.meta.url));

/** Runs a script in a process whose console is the log's. @returns what it has written, by lines */
async function logOf(script: string): Promise<Array<Record<string, unknown>>> {
  const { all } = await execa(
    process.execPath,
    [
      ...["--import", "tsx", "--input-type=module", "-e"],
      `import { writeSync } from "node:fs";
       import { consoleToLog } from ${JSON.stringify(MODULE)};
       const writer = (level) => (fields, msg) =>
         writeSync(2, JSON.stringify({ level, msg, error: fields.err?.message }) + "\\n");
       consoleToLog(Object.fromEntries(["debug", "info", "warn", "error"].map((of) => [of, writer(of)])));
       ${script}`,
    ],
    { all: true },
  );
  return all.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("each of the console's methods writes a line of the log, with its level", async () => {
  const lines = await logOf(`
    console.log("a", 1, { b: 2 });
    console.info("info");
    console.debug("debug");
    console.warn("warn");
    console.error("error");
    console.trace("trace");
    console.dir({ dir: 1 });
    console.table([{ x: 1 }]);
    console.assert(false, "assert");
    console.group("group");
    console.count("count");
  `);
  expect(lines.map(({ level, msg }) => [level, String(msg).split("\n")[0]])).toEqual([
    ["info", "a 1 { b: 2 }"],
    ["info", "info"],
    ["debug", "debug"],
    ["warn", "warn"],
    ["error", "error"],
    ["debug", "trace"],
    ["info", "{ dir: 1 }"],
    ["info", expect.stringMatching(/^┌/)],
    ["warn", "Assertion failed: assert"],
    ["info", "group"],
    ["info", expect.stringMatching(/^count: 1/)],
  ]);
});

test("text of many lines and with colours is one line without them, and empty text none", async () => {
  const lines = await logOf(`
    console.log("");
    console.log("  ");
    console.error("\\u001b[31mred\\u001b[0m\\n{\\"level\\":30}\\r\\nx");
    process.stdout.write("\\n");
    process.stdout.write("out\\n{}\\n");
    process.stderr.write(Buffer.from("err"));
  `);
  expect(lines).toEqual([
    { level: "error", msg: 'red {"level":30} x' },
    { level: "info", msg: "out {}" },
    { level: "error", msg: "err" },
  ]);
});

test("an error is told as one, with the words that came with it", async () => {
  const lines = await logOf(`
    console.error("⨯", new Error("first\\nsecond"));
    console.warn(new Error("alone"));
  `);
  expect(lines).toEqual([
    { level: "error", msg: "⨯", error: "first\nsecond" },
    { level: "warn", msg: "alone", error: "alone" },
  ]);
});

test("who waits for a write is told that it is done", async () => {
  const lines = await logOf(`
    process.stdout.write("one", () => process.stdout.write("two", "utf8", () => console.log("three")));
  `);
  expect(lines.map(({ msg }) => msg)).toEqual(["one", "two", "three"]);
});

test("what Node.js itself warns of is in the log", async () => {
  const lines = await logOf(`process.emitWarning("forged\\n{}");`);
  expect(lines).toHaveLength(1);
  expect(lines[0]!.msg).toMatch(/forged \{\}/);
});
