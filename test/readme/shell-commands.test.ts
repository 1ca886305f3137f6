import { expect, test } from "vitest";
import { commandsOf } from "./shell-commands";

test.each<[string, string, string[]]>([
  ["lines", "a b\n\nc\n", ["a b", "c"]],
  ["comments", "# none\na --x 'y # z' # that's said\nb#c", ["a --x 'y # z'", "b#c"]],
  ["a line that goes on", "a \\\n  -b\nc", ["a \\\n  -b", "c"]],
  ["a text over several lines", "a '\nb\n' c\nd", ["a '\nb\n' c", "d"]],
  ["quotation marks in one another", `a "it's" 'say "so"'\nb`, [`a "it's" 'say "so"'`, "b"]],
  ["an escaped quotation mark", 'a "\\"" b\nc', ['a "\\"" b', "c"]],
  ["a text that follows", "cat > f <<'END'\nnot a command\nEND\nb", ["cat > f <<'END'", "b"]],
])("a script with %s is cut into its commands", (_, script, commands) => {
  expect(commandsOf(script)).toEqual(commands);
});
