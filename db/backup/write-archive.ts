import { closeSync, openSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { type FileHandle, link, lstat, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import tar from "tar-stream";
import { BackupError } from "./format";

const PRIVATE = 0o600;

/** An archive that is written, and has its name only once it is whole. */
export class ArchiveWriter {
  private readonly pack = tar.pack();
  private readonly written: Promise<void>;
  private readonly failed: Promise<never>;
  /** What the disk said: a pipeline says of it only that it was aborted. */
  private refused: unknown;

  private constructor(
    private readonly target: string,
    private readonly draft: string,
    private readonly handle: FileHandle,
  ) {
    // A stream of the file would close it, which is not on disk then.
    this.written = pipeline(this.pack, createGzip(), async (bytes: AsyncIterable<Buffer>) => {
      for await (const part of bytes) {
        await handle.writeFile(part).catch((error: unknown) => {
          this.refused = error;
          throw error;
        });
      }
    });
    this.failed = this.written.then(() => new Promise<never>(() => {}));
    // It is asked for later, if at all.
    this.failed.catch(() => {});
  }

  /**
   * Begins one, readable by its owner alone.
   * @param onDraft told the name under which it lies until it is whole, before it is there
   * @throws {BackupError} where the file is there already, or cannot be made
   */
  static async begin(target: string, onDraft: (draft: string) => void): Promise<ArchiveWriter> {
    if (await isThere(target)) throw new BackupError(`${target} is there already: name another`);
    const { dir, base } = path.parse(path.resolve(target));
    const draft = path.join(dir, `.${base}.${randomBytes(4).toString("hex")}.partial`);
    try {
      // In one turn, and told first: whoever removes it at a signal hears of no signal in between.
      onDraft(draft);
      closeSync(openSync(draft, "wx", PRIVATE));
      return new ArchiveWriter(target, draft, await open(draft, "r+"));
    } catch (error) {
      throw cannotWrite(target, error);
    }
  }

  /** Adds an entry, and waits while the disk is slow. @throws {BackupError} */
  async add(name: string, bytes: Buffer): Promise<void> {
    const added = new Promise<void>((resolve) => {
      const entry = this.pack.entry({ name, mode: PRIVATE }, bytes, (error) => {
        // Why it failed the disk says itself.
        if (!error) resolve();
      });
      // What nobody hears would end the process.
      entry?.on("error", () => {});
    });
    await Promise.race([this.failed, added]).catch((error: unknown) => {
      throw cannotWrite(this.target, this.refused ?? error);
    });
  }

  /** Gives it its name, when all of it is on disk. @throws {BackupError} */
  async finish(): Promise<void> {
    try {
      this.pack.finalize();
      await this.written;
      await this.handle.sync();
      await this.handle.close();
      await giveName(this.draft, this.target);
    } catch (error) {
      throw cannotWrite(this.target, this.refused ?? error);
    }
  }

  /** Takes away what there is of it. */
  async discard(): Promise<void> {
    this.pack.destroy();
    await this.written.catch(() => {});
    await this.handle.close().catch(() => {});
    await rm(this.draft, { force: true });
  }
}

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

/** Never over another file, where the disk can say so in one step. */
async function giveName(draft: string, target: string): Promise<void> {
  try {
    await link(draft, target);
    await rm(draft);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" || (await isThere(target))) throw error;
    // A disk without hard links.
    await rename(draft, target);
  }
  // The name is on disk as well, where folders can be synchronised.
  const folder = await open(path.dirname(path.resolve(target)), "r").catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

function cannotWrite(target: string, error: unknown): BackupError {
  if (error instanceof BackupError) return error;
  return new BackupError(`${target} cannot be written: ${(error as Error).message}`, {
    cause: error,
  });
}
