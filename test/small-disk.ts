import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

const mount = (...args: string[]) => void execFileSync("mount", args, { stdio: "pipe" });
const unmount = (dir: string) => void execFileSync("umount", [dir], { stdio: "pipe" });

/** Why there can be no disks of our own here, or null: a user must be root, and be let. */
export const whyNoDisks: string | null = (() => {
  if (process.platform !== "linux") return "it needs Linux";
  const dir = mkdtempSync(path.join(os.tmpdir(), "latchkey-disk-"));
  try {
    mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", dir);
    unmount(dir);
    return null;
  } catch (error) {
    return `it needs to mount a disk: ${(error as Error).message.split("\n", 1)[0]}`;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
})();

/** A disk with a size of its own, in memory; it goes when the test ends. */
export class SmallDisk {
  private readonly filler: string;

  private constructor(readonly dir: string) {
    this.filler = path.join(dir, "filler");
  }

  static mount(bytes: number): SmallDisk {
    const dir = mkdtempSync(path.join(os.tmpdir(), "latchkey-disk-"));
    mount("-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", dir);
    onTestFinished(() => {
      execFileSync("umount", ["--lazy", dir], { stdio: "pipe" });
      rmSync(dir, { recursive: true, force: true });
    });
    return new SmallDisk(dir);
  }

  /** Takes all that is left. */
  fill(): void {
    const fd = openSync(this.filler, "a");
    const bytes = Buffer.alloc(4_096);
    try {
      for (;;) writeSync(fd, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      closeSync(fd);
    }
  }

  free(): void {
    rmSync(this.filler);
  }

  /** Puts a disk that cannot be written to over one of its folders. @returns what takes it away again */
  cover(folder: string): () => void {
    mount("-t", "tmpfs", "-o", "size=64k,ro", "tmpfs", folder);
    return () => unmount(folder);
  }
}
