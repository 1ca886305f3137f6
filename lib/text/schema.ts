import { z } from "zod";

/**
 * Text that people give things as a name. It stands in lists, logs, mails, headers and terminals, so it is one
 * line that looks like what it is: nothing in it moves the cursor, turns the direction of what follows, or
 * makes two names look the same.
 */

/** Controls (C0, DEL, C1), halves of a surrogate pair, and the two separators that end a line. */
const CONTROLS = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/**
 * Marks that turn the direction of text (Unicode Standard Annex 9, section 2), and characters that nobody
 * sees. Not among them: joiners and variation selectors, which scripts and emoji need within a word.
 */
const UNSEEN =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|^[\u200c\u200d]|[\u200c\u200d]$/u;

/** Whatever leaves ink: no spaces, no marks without a letter, nothing that is ignored by default. */
const VISIBLE = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

const characters = (text: string) => Array.from(text).length;

interface Words {
  /** Where nothing is given, or nothing that can be seen. */
  missing: string;
  /** The thing's name, to begin a sentence with. */
  subject: string;
}

/**
 * One visible line of 1 to `max` characters, trimmed, in Unicode's composed form (NFC): two spellings of
 * one text are one text, to people and to a unique index.
 */
export const oneLine = (max: number, { missing, subject }: Words) =>
  z
    .string({ error: missing })
    .normalize("NFC")
    .trim()
    .min(1, missing)
    .refine((text) => characters(text) <= max, `${subject} has at most ${max} characters.`)
    .refine((text) => !CONTROLS.test(text), `${subject} must not hold control characters.`)
    .refine(
      (text) => !UNSEEN.test(text),
      `${subject} must not hold characters that nobody can see, or that turn the direction of text.`,
    )
    .refine((text) => VISIBLE.test(text), `${subject} must hold something that can be seen.`);
