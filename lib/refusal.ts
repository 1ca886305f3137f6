/** `unproven`: the same again, once the person has shown anew who they are. */
export type RefusalCode = "not_found" | "conflict" | "invalid" | "forbidden" | "unproven";

/**
 * A verb declines what was asked, and says why in words for the person who asked. Each transport
 * maps it once: a message beside a field, one line on standard error, a 404 page.
 */
export class Refusal extends Error {
  override name = "Refusal";

  constructor(
    readonly code: RefusalCode,
    message: string,
    /** The form field at fault, where there is one. */
    readonly field?: string,
  ) {
    super(message);
  }
}
