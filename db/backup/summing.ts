import { createHash, type Hash } from "node:crypto";
import type { Sum } from "./format";

const NEW_LINE = 0x0a;

/** Counts and hashes a table's rows as they go by. */
export class Summing {
  private rows = 0;
  private bytes = 0;
  private readonly hash: Hash = createHash("sha256");

  add(piece: Buffer): void {
    this.bytes += piece.length;
    this.hash.update(piece);
    // Within a value COPY writes \n: each of these ends a row.
    for (let at = piece.indexOf(NEW_LINE); at >= 0; at = piece.indexOf(NEW_LINE, at + 1)) {
      this.rows++;
    }
  }

  /** Of all that was added; nothing may be added after it. */
  sum(): Sum {
    return { rows: this.rows, bytes: this.bytes, sha256: this.hash.digest("hex") };
  }
}

export const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
