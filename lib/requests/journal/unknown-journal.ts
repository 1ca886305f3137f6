/**
 * A journal has rows in a form that this program does not read: of a newer program, or of one from before b1c84bd.
 * What they have spent is not known, so their instance's leases must stay. Its message goes on from LATCHKEY_DATA_DIR.
 */
export class UnknownJournal extends Error {
  override name = "UnknownJournal";

  /** @param why in words for the operator */
  constructor(file: string, why: string) {
    super(
      `holds log rows that this version cannot read, ${file} (${why}): start the version that wrote them once, which ` +
        "puts them into the database, and then this one; see docs/operate/upgrade.md",
    );
  }
}
