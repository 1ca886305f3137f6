/** What a server action answers: done with data, or what to show the person who asked. */
export type ActionResult<T> =
  | { ok: true; data: T }
  | {
      ok: false;
      /** For the head of the form. */
      message: string;
      /** For beside the fields, by the field's name. */
      fieldErrors?: Record<string, string>;
      /** Set where the same is done once the person has shown that it is still them. */
      isUnproven?: boolean;
    };
