/**
 * Whether keys have moved in from another system. Ours carry a checksum, so that what has none is refused without a
 * look-up. Keys of other systems have any form: once there is one, a text that is none of ours is looked up as a
 * well-formed key is, through the same cache of known and unknown hashes.
 *
 * | state   | what it means                          | a malformed key         | goes on to                     |
 * | ------- | -------------------------------------- | ----------------------- | ------------------------------ |
 * | unknown | the database has not said yet          | is looked up            | none or some, when it has      |
 * | none    | no key has ever moved in               | is refused at once      | some with the notice of import |
 * | some    | at least one has                       | is looked up            | unknown with a resync          |
 *
 * A resync makes it unknown, from any state: a notice may have been missed. Where it is not known nobody is refused
 * who might have a key.
 */
export class ForeignKeys {
  private state: "unknown" | "none" | "some" = "unknown";
  private asked: Promise<void> | null = null;

  /** @param read asks the database; where it fails it is asked again with the next resync, and until then it is not known */
  constructor(
    private readonly read: () => Promise<boolean>,
    private readonly onError: (error: unknown) => void,
  ) {}

  get mayExist(): boolean {
    return this.state !== "none";
  }

  /** Keys have moved in. */
  noteImport(): void {
    this.state = "some";
    // What is being read may be from before it.
    this.asked = null;
  }

  /** A notice may have been missed. */
  forget(): void {
    this.state = "unknown";
    const asked: Promise<void> = this.read()
      .then((any) => {
        if (this.asked === asked) this.state = any ? "some" : "none";
      })
      .catch(this.onError);
    this.asked = asked;
  }

  /** Waits until the database has said it, or has failed to. */
  async settled(): Promise<void> {
    if (this.state === "unknown" && this.asked === null) this.forget();
    await this.asked;
  }
}
