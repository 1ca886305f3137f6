import { chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { dataDirectory } from "./data-directory";
import { EnvError } from "@/lib/env";

let place: string;
beforeEach(() => {
  place = mkdtempSync(path.join(os.tmpdir(), "latchkey-data-"));
  onTestFinished(() => rmSync(place, { recursive: true }));
});

/** The one line with which the start is refused; null where it is not. */
function refusal(): string | null {
  try {
    dataDirectory({ LATCHKEY_DATA_DIR: place });
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError);
    return (error as Error).message;
  }
}

describe.each(["journal", "apps"])("%s in the data directory", (name) => {
  test("may be missing, and may be ours", () => {
    expect(refusal()).toBeNull();
    mkdirSync(path.join(place, name));
    expect(refusal()).toBeNull();
  });

  test.each(["/", os.tmpdir(), "nowhere", "."])("must be no link: to %s", (to) => {
    symlinkSync(to, path.join(place, name));
    const line = new RegExp(`^LATCHKEY_DATA_DIR takes .*/${name} is a symbolic link: [^\\n]*$`);
    expect(refusal()).toMatch(line);
  });

  test("must be a folder", () => {
    writeFileSync(path.join(place, name), "");
    expect(refusal()).toMatch(new RegExp(`/${name} is no folder: [^\\n]*$`));
  });

  // Only root can give a folder away.
  test.runIf(process.getuid?.() === 0)("must be no other user's", () => {
    mkdirSync(path.join(place, name));
    chownSync(path.join(place, name), 12_345, 12_345);
    expect(refusal()).toMatch(new RegExp(`/${name} belongs to user 12345, [^\\n]*$`));
  });
});
