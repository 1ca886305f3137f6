import { byQuotaField } from "@/lib/quota-windows";
import { formatCount } from "./number";
import { formatExact } from "./time";

const WORDS: Record<string, string> = {
  "account.create": "Account created",
  "account.delete": "Account deleted",
  "account.external_id": "External id changed",
  "account.import": "Keys moved in",
  "account.plan": "Plan changed",
  "account.proof": 'Changed "Ask again before keys are made"',
  "account.resume": "Suspension ended",
  "account.suspend": "Account suspended",
  "account.rename": "Account renamed",
  "ip.block": "Address blocked",
  "ip.unblock": "Address unblocked",
  "key.create": "Created",
  "key.update": "Changed",
  "key.deactivate": "Deactivated",
  "key.reactivate": "Reactivated",
  "key.rotate": "Replacement created",
  "key.delete": "Deleted",
  "operator.grant": "Made an operator",
  "operator.revoke": "No operator any more",
  "plan.set": "Plan set",
  "portal.create": "Portal link made",
  "portal.open": "Came in by a portal link",
  "session.begin": "Signed in",
  "session.end": "Session ended",
  "session.end_all": "All sessions ended",
  "session.end_others": "All other sessions ended",
  "token.create": "Operator token made",
  "token.revoke": "Operator token revoked",
  "user.code_failed": "Sign-in failed: wrong code",
  "user.email_verified": "Address confirmed",
  "user.password": "Password changed",
  "user.provider_connected": "Provider connected",
  "user.password_reset": "Password reset by mail",
  "user.proof_failed": "Wrong password or code when asked again",
  "user.recovery_codes": "New recovery codes made",
  "user.sign_in_failed": "Sign-in failed: wrong password",
  "user.sign_in_throttled": "Not tried: too many passwords or codes were wrong",
  "user.two_factor_off": "Two-factor switched off",
  "user.two_factor_on": "Two-factor switched on",
};

/** Every action that a trail may hold. */
export const AUDIT_ACTIONS: readonly string[] = Object.keys(WORDS);

/** What an action is about: a trail can be narrowed to one of them. */
export const AUDIT_KINDS = ["keys", "sign-ins", "people", "account"] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** The first that fits decides. */
const KIND_OF: ReadonlyArray<[RegExp, AuditKind]> = [
  [/^(key\.|account\.import$)/, "keys"],
  [/^(session\.|portal\.open$|user\.(sign_in_|code_|proof_))/, "sign-ins"],
  [/^(user\.|operator\.|account\.proof$)/, "people"],
  [/./, "account"],
];

export function auditKind(action: string): AuditKind {
  return KIND_OF.find(([pattern]) => pattern.test(action))![1];
}

/** Who did something, as far as is known. */
export interface AuditActor {
  actor: "user" | "portal" | "token" | "cli" | "system";
  /** Of a user. */
  actorName: string | null;
  /** Of the operator token that acted, or by whose link a visitor came. */
  tokenName: string | null;
  action: string;
}

/** Who did something, in the middle of a sentence. */
export function actorWords({ actor, actorName, tokenName, action }: AuditActor): string {
  switch (actor) {
    case "user":
      return actorName ?? (auditKind(action) === "sign-ins" ? "somebody" : "a former user");
    case "portal":
      return tokenName === null ? "a portal visitor" : `a portal visitor (token “${tokenName}”)`;
    case "token":
      return tokenName === null ? "the operator" : `the operator’s token “${tokenName}”`;
    case "cli":
      return "the command line";
    case "system":
      return "Latchkey";
  }
}

/** What was done, as the beginning of a sentence. Keys' own are read on the page of the key. */
export function auditWords(action: string): string {
  return Object.hasOwn(WORDS, action) ? WORDS[action]! : action;
}

const FIELDS: Record<string, string> = {
  alias: "alias",
  category: "category",
  expiresAt: "expiry",
  deactivateAt: "goes inactive",
  ...byQuotaField((name) => name),
  budget: "quotas",
  name: "name",
  email: "email",
  plan: "plan",
  externalId: "external id",
  ip: "address",
  until: "until",
  failures: "failures",
  secondFactor: "second factor",
  provider: "provider",
  asksForProof: "asks again",
  ended: "sessions ended",
  sessionsEnded: "sessions ended",
  keysSwitchedOff: "keys switched off",
  returnUrl: "leads back to",
};

/** One field of a change; `before` is null where the thing did not exist. */
export interface ChangedField {
  field: string;
  before: string | null;
  after: string;
}

/**
 * The fields of a change; of something new those that were set.
 * @param timeZone in which moments are said
 */
export function changedFields(before: unknown, after: unknown, timeZone: string): ChangedField[] {
  const words = (field: string, value: unknown) => valueWords(field, value, timeZone);
  // What is gone has only what it was.
  if (!isRecord(after)) return isRecord(before) ? changedFields(null, before, timeZone) : [];
  const known = Object.keys(after).filter((field) => field in FIELDS);
  if (!isRecord(before)) {
    return known
      .filter((field) => after[field] !== null && after[field] !== undefined)
      .map((field) => ({
        field: FIELDS[field]!,
        before: null,
        after: words(field, after[field]),
      }));
  }
  return known.map((field) => ({
    field: FIELDS[field]!,
    before: words(field, before[field]),
    after: words(field, after[field]),
  }));
}

const BUDGETS: Record<string, string> = {
  fresh: "with quotas of its own",
  shared: "on one budget with the old key",
};

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d.*Z$/;

function valueWords(field: string, value: unknown, timeZone: string): string {
  if (value === null || value === undefined) return "none";
  if (typeof value === "number") return formatCount(value);
  if (field === "budget" && typeof value === "string") return BUDGETS[value] ?? value;
  if (typeof value === "string") {
    return MOMENT.test(value) ? formatExact(new Date(value), timeZone) : value;
  }
  return JSON.stringify(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
