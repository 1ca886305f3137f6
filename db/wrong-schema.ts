/** The database was brought up to date by a newer program, or is not up to date and must not be changed. */
export class WrongSchema extends Error {
  override name = "WrongSchema";

  static ofNewer(): WrongSchema {
    return new WrongSchema(
      "holds a database of a newer Latchkey: start that version, or go back to a backup from before it",
    );
  }
}
