/** Rows are missing that time will bring, since a dump is being restored. Its name is that of databases that do not fit. */
export class HalfDatabase extends Error {
  override name = "UnfitDatabase";

  constructor() {
    super(
      "takes a database that is all there: this one is empty, or a dump is being restored into it",
    );
  }
}
