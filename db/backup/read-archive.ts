import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import tar from "tar-stream";
import { BackupError, CHECKSUMS, MOST_BYTES } from "./format";
import {
  type BackupTable,
  type Checksums,
  MANIFEST,
  type Manifest,
  parseChecksums,
  parseManifest,
  pieceName,
} from "./format";
import { sha256, Summing } from "./summing";

/** What is done with a backup while it is read; each is waited for. */
export interface BackupReader {
  onManifest?(manifest: Manifest): Promise<void>;
  /** A piece of a table's rows; those of one table come together. */
  onPiece?(table: BackupTable, piece: Buffer): Promise<void>;
}

/**
 * Reads a backup from its beginning to its end, in constant memory, and holds all of it against its checksums.
 * @throws {BackupError} where it cannot be read, is none, or is damaged; what the reader throws
 */
export async function readBackup(
  file: string,
  { onManifest, onPiece }: BackupReader = {},
): Promise<{ manifest: Manifest; checksums: Checksums }> {
  const entries = entriesOf(file);
  const first = await entries.next();
  const isNone = first.done || first.value.name !== MANIFEST;
  if (isNone) throw new BackupError(`${file} is no backup of Latchkey`);
  const { bytes } = first.value;
  const manifest = parseManifest(file, bytes);
  try {
    await onManifest?.(manifest);
    const sums = new Map(manifest.tables.map(({ name }) => [name, new Summing()]));
    let checksums: Checksums | null = null;
    const tables = [...manifest.tables];
    for (let nth = 1; ; nth++) {
      const entry = await entries.next();
      if (entry.done) break;
      if (checksums !== null) throw damaged(file, "it goes on after its end");
      if (entry.value.name === CHECKSUMS) {
        checksums = parseChecksums(file, entry.value.bytes);
        continue;
      }
      while (tables[0] && entry.value.name !== pieceName(tables[0].name, nth)) {
        tables.shift();
        nth = 1;
      }
      const [table] = tables;
      if (!table) throw damaged(file, `${entry.value.name} is not where it should be`);
      sums.get(table.name)!.add(entry.value.bytes);
      await onPiece?.(table, entry.value.bytes);
    }
    if (checksums === null) throw damaged(file, "its end is missing");
    holdAgainst(file, checksums, sha256(bytes), sums);
    return { manifest, checksums };
  } finally {
    await entries.return();
  }
}

const damaged = (file: string, why: string) => new BackupError(`${file} is damaged: ${why}`);

function holdAgainst(
  file: string,
  checksums: Checksums,
  manifest: string,
  sums: ReadonlyMap<string, Summing>,
): void {
  if (checksums.manifest !== manifest) throw damaged(file, `${MANIFEST} was changed`);
  for (const [name, summing] of sums) {
    const wanted = checksums.tables[name];
    const found = summing.sum();
    if (wanted?.sha256 !== found.sha256 || wanted.rows !== found.rows) {
      throw damaged(file, `the rows of ${name} are not those that were written`);
    }
  }
}

interface Entry {
  name: string;
  bytes: Buffer;
}

async function* entriesOf(file: string): AsyncGenerator<Entry, void, void> {
  // Opened here, as a stream would tell of a missing file amid everything else.
  const handle = await open(file, "r").catch((error: Error) => {
    throw new BackupError(`${file} cannot be read: ${error.message}`);
  });
  const extract = tar.extract();
  const source = createReadStream(file, { fd: handle });
  const read = pipeline(source, createGunzip(), extract);
  read.catch(() => {});
  try {
    let isFirst = true;
    try {
      for await (const stream of extract) {
        const { name, size = 0 } = stream.header;
        if (size > MOST_BYTES) throw damaged(file, `${name} is larger than any piece`);
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        isFirst = false;
        yield { name, bytes: Buffer.concat(chunks) };
      }
      await read;
    } catch (error) {
      if (error instanceof BackupError) throw error;
      if (isFirst) throw new BackupError(`${file} is no backup of Latchkey`, { cause: error });
      throw damaged(file, (error as Error).message);
    }
  } finally {
    source.destroy();
    await read.catch(() => {});
    await handle.close().catch(() => {});
  }
}
