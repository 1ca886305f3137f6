import { CHECKSUMS, MANIFEST, type Manifest, pieceName, type Sum } from "@/db/backup/format";
import { readBackup } from "@/db/backup/read-archive";
import { sha256, Summing } from "@/db/backup/summing";
import { ArchiveWriter } from "@/db/backup/write-archive";

/**
 * A backup like another, with what somebody has changed, and with checksums that fit.
 * @param rows of tables, in place of what they had
 */
export async function rewritten(
  from: string,
  to: string,
  change: (manifest: Manifest) => Manifest,
  rows: Record<string, Buffer> = {},
): Promise<void> {
  const pieces = new Map<string, Buffer[]>();
  const { manifest } = await readBackup(from, {
    onPiece: async ({ name }, piece) =>
      void pieces.set(name, [...(pieces.get(name) ?? []), Buffer.from(piece)]),
  });
  const writer = await ArchiveWriter.begin(to, () => {});
  const bytes = Buffer.from(JSON.stringify(change(manifest)));
  await writer.add(MANIFEST, bytes);
  const tables: Record<string, Sum> = {};
  for (const { name } of manifest.tables) {
    const summing = new Summing();
    const all = rows[name] ? [rows[name]] : (pieces.get(name) ?? []);
    for (const [i, piece] of all.entries()) {
      summing.add(piece);
      await writer.add(pieceName(name, i + 1), piece);
    }
    tables[name] = summing.sum();
  }
  await writer.add(CHECKSUMS, Buffer.from(JSON.stringify({ manifest: sha256(bytes), tables })));
  await writer.finish();
}
