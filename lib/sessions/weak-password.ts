import { Refusal } from "@/lib/refusal";

/** Whose password it is to be, as far as strangers know. */
export interface Owner {
  email: string;
  name: string;
}

let commonest: Promise<ReadonlySet<string>> | undefined;

/** 49,000 passwords that leaks hold most often. Loaded when the first is asked about: pages need none of it. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  commonest ??= import("@zxcvbn-ts/language-common").then(
    ({ dictionary }) => new Set(dictionary["passwords-common"].map(String)),
  );
  return commonest;
}

/** As guessers try it: in lower case, without what is put behind or around a word to please a rule. */
const plain = (text: string) => text.normalize("NFKC").toLowerCase().trim();
const withoutTail = (text: string) => text.replace(/[^\p{L}]+$/u, "");
const lettersOf = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "");

/** What a text repeats from its beginning to its end: "ab" of "ababab", and a text that repeats nothing itself. */
const unitOf = (text: string) => /^(.+?)\1*$/su.exec(text)?.[1] ?? "";
/** Of eight characters or more, it says nothing that is not guessed at once. */
const SHORT_UNIT = 3;

/** Whether each character follows the one before it, up or down: "abcdefgh", "87654321". */
function isRow(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0)!);
  const steps = codes.slice(1).map((code, i) => code - codes[i]!);
  return steps.every((step) => step === steps[0] && Math.abs(step) <= 1);
}

/** Shorter parts of a name are in too many words. */
const MIN_PART = 3;

/** The words that belong to somebody: address, its parts, the whole name and its parts. */
function wordsOf({ email, name }: Owner): Set<string> {
  const [local = "", domain = ""] = email.split("@");
  const words = [
    email,
    local,
    domain,
    ...domain.split(".").slice(0, -1),
    ...local.split(/[^\p{L}]/u),
  ];
  words.push(name, ...name.split(/\s+/), "latchkey");
  return new Set(words.flatMap((word) => [plain(word), lettersOf(plain(word))]));
}

/**
 * Refuses a password that is guessed first: one of the commonest (OWASP ASVS 5.0, 6.2.4), one character over and
 * over, or what the address or the name says already, whatever figures follow it.
 *
 * @param field the form's field for it
 * @throws {Refusal}
 */
export async function refuseWeakPassword(
  password: string,
  owner: Owner,
  field: string,
): Promise<void> {
  const typed = plain(password);
  const common = await commonPasswords();
  const word = withoutTail(typed);
  const isCommon = [typed, word].some((form) => common.has(form) || common.has(unitOf(form)));
  if (isCommon || unitOf(typed).length <= SHORT_UNIT || isRow(typed)) {
    throw new Refusal("invalid", "This password is one of the first that are guessed.", field);
  }
  const words = wordsOf(owner);
  const forms = [typed, lettersOf(typed), withoutTail(typed), lettersOf(withoutTail(typed))];
  if (forms.some((form) => form.length >= MIN_PART && words.has(form))) {
    throw new Refusal("invalid", "This password is your name or your address.", field);
  }
}
