import { z } from "zod";
import { oneLine } from "@/lib/text/schema";

/**
 * One schema for each form about people and accounts: the browser checks with it, the server
 * action and the command line check with it again, and its messages stand beside the fields.
 */

export const MIN_PASSWORD_LENGTH = 8;
/** Argon2 reads every byte that it is given: a bound keeps a request from costing seconds. */
export const MAX_PASSWORD_LENGTH = 200;
export const MAX_NAME_LENGTH = 100;
/** RFC 5321, section 4.5.3.1.3: a path holds 256 octets, of which two are its brackets. */
const MAX_EMAIL_LENGTH = 254;

const EMAIL_TAKES = "Enter an address such as name@example.com.";

/** Trimmed and in lower case, so that one address is one user however it is typed. */
export const Email = z
  .string({ error: EMAIL_TAKES })
  .trim()
  .toLowerCase()
  .max(MAX_EMAIL_LENGTH, `The address has at most ${MAX_EMAIL_LENGTH} characters.`)
  .pipe(z.email(EMAIL_TAKES));

export const Name = oneLine(MAX_NAME_LENGTH, { missing: "Enter a name.", subject: "The name" });

export const Password = z
  .string({ error: "Enter a password." })
  .min(MIN_PASSWORD_LENGTH, `Use at least ${MIN_PASSWORD_LENGTH} characters.`)
  .max(MAX_PASSWORD_LENGTH, `Use at most ${MAX_PASSWORD_LENGTH} characters.`);

/** A password that is there already: whatever its length, wrong is all that it can be. */
const TypedPassword = z
  .string({ error: "Enter your password." })
  .min(1, "Enter your password.")
  .max(MAX_PASSWORD_LENGTH, `A password has at most ${MAX_PASSWORD_LENGTH} characters.`);

export const SignUp = z.object({ name: Name, email: Email, password: Password });
export type SignUp = z.output<typeof SignUp>;

export const SignIn = z.object({ email: Email, password: TypedPassword });
export type SignIn = z.output<typeof SignIn>;

/** The same for an unknown address: who guesses learns nothing. */
export const WRONG_CREDENTIALS = "Email or password is wrong.";

export const TOO_MANY_SIGN_UPS =
  "Too many accounts were made from your network today. Try again tomorrow, or ask the operator for one.";

export const RequestReset = z.object({ email: Email });
export type RequestReset = z.output<typeof RequestReset>;

/** 32 random bytes in base64url, from a mail's link. */
const MailedToken = z
  .string()
  .regex(/^[\w-]{43}$/, "This link is not whole. Open it from the mail again.");

export const ConfirmAddress = z.object({ token: MailedToken });
export type ConfirmAddress = z.output<typeof ConfirmAddress>;

export const ResetPassword = z.object({
  token: MailedToken,
  password: Password,
});
export type ResetPassword = z.output<typeof ResetPassword>;

export const Rename = z.object({ name: Name });
export type Rename = z.output<typeof Rename>;

export const ChangePassword = z.object({ current: TypedPassword, next: Password });
export type ChangePassword = z.output<typeof ChangePassword>;

export const EndSession = z.object({ id: z.uuid("There is no such session.") });
export type EndSession = z.output<typeof EndSession>;

/** A form that asks nothing. */
export const Nothing = z.object({});

export const UnblockAddress = z.object({ address: z.string().trim().min(1).max(64) });
export type UnblockAddress = z.output<typeof UnblockAddress>;

export const PlanName = z
  .string({ error: "Enter a plan's name." })
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "A plan's name is lower-case letters, digits and hyphens.");

/** What an operator gives to make an account; without a name, the address serves as one. */
export const CreateAccount = z.object({
  email: Email,
  password: Password,
  name: Name,
  plan: PlanName.optional(),
});
export type CreateAccount = z.output<typeof CreateAccount>;

export const SetAccountPlan = z.object({ email: Email, plan: PlanName });
export type SetAccountPlan = z.output<typeof SetAccountPlan>;

const MAX_EXTERNAL_ID_LENGTH = 255;

export const ExternalId = oneLine(MAX_EXTERNAL_ID_LENGTH, {
  missing: "Give an id, or leave it out.",
  subject: "The externalId",
});

/** What the operator's backend gives to make an account; neither an address nor a person is needed. */
export const ProvisionAccount = z.strictObject({
  name: Name,
  email: Email.nullish().transform((email) => email ?? null),
  externalId: ExternalId.nullish().transform((id) => id ?? null),
  plan: PlanName.default("free"),
});
export type ProvisionAccount = z.output<typeof ProvisionAccount>;

/** Fields that are absent stay as they are; null takes the `externalId` away. */
export const ChangeAccount = z.strictObject({
  name: Name.optional(),
  plan: PlanName.optional(),
  externalId: ExternalId.nullable().optional(),
  /** All keys of a suspended account are refused; nothing is lost, and people may sign in and read. */
  suspended: z.boolean().optional(),
});
export type ChangeAccount = z.output<typeof ChangeAccount>;
