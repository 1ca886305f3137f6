import { randomUUID } from "node:crypto";
import { newMailedToken } from "@/lib/accounts/mailed-token";
import type { Person, SecondFactor } from "./person";

/** What an action is for, and how each of its callers is to fare. */
export interface ActionPlace {
  /** Who may call it at all. */
  for: "anybody" | "people who are signed in" | "operators";
  /** What it asks of its caller's second factor. */
  secondFactor?: SecondFactor;
  /** What a person sends about what is theirs. It is done. */
  own(person: Person): Record<string, unknown>;
  /** As whom; left out: with their session. */
  cookie?(person: Person): string;
  /** What somebody else sends to get at this person; left out: what they would send themselves. */
  against?(person: Person, caller: Person): Record<string, unknown>;
  /** What comes of that: a refusal, or something that has nothing to do with that person. */
  toOthers: "refused" | "nothing of theirs";
  /** Tables in which anybody may cause a row for a person, as is the action's purpose. */
  mayFill?: readonly string[];
  /** Tables in which it makes a row after its answer, for who may. */
  goesOnIn?: readonly string[];
}

const ofPeople = (place: Omit<ActionPlace, "for">): ActionPlace => ({
  for: "people who are signed in",
  ...place,
});
const ofAnybody = (place: Omit<ActionPlace, "for">): ActionPlace => ({ for: "anybody", ...place });

const ofOperators = (place: Omit<ActionPlace, "for">): ActionPlace => ({
  for: "operators",
  ...place,
});

const fresh = () => `new-${randomUUID()}`;
const password = () => `pw-${randomUUID()}`;
const own = {
  nothing: () => ({}),
  recoveryCode: ({ recoveryCodes }: Person) => ({ code: recoveryCodes[0]! }),
};

/** Every server action that there may be. One that is not here fails its test: give it a place. */
export const ACTION_PLACES: Record<string, ActionPlace> = {
  "lib/actions/keys.ts#createKeyAction": ofPeople({
    own: () => ({ alias: fresh(), category: "production", quotaDaily: 10 }),
    toOthers: "nothing of theirs",
  }),
  "lib/actions/keys.ts#rotateKeyAction": ofPeople({
    own: ({ key }) => ({ id: key.id, alias: fresh(), budget: "shared" }),
    toOthers: "refused",
  }),
  "lib/actions/keys.ts#updateKeyAction": ofPeople({
    own: ({ replacement }) => ({
      id: replacement.id,
      alias: fresh(),
      active: false,
      quotaTotal: 1,
    }),
    toOthers: "refused",
  }),
  "lib/actions/keys.ts#switchKeysAction": ofPeople({
    own: ({ key, replacement }) => ({ ids: [key.id, replacement.id], active: false }),
    // Hidden among the caller's own.
    against: ({ key }, caller) => ({ ids: [caller.key.id, key.id], active: false }),
    toOthers: "refused",
  }),
  "lib/actions/keys.ts#reviewKeysAction": ofPeople({
    own: ({ reviewed }) => ({ ids: [reviewed.id], keep: false }),
    against: ({ reviewed }, caller) => ({ ids: [caller.reviewed.id, reviewed.id], keep: false }),
    toOthers: "nothing of theirs",
  }),
  "lib/actions/keys.ts#findKeysAction": ofPeople({
    own: ({ key }) => ({ q: `key-${key.id}` }),
    toOthers: "nothing of theirs",
  }),
  "lib/actions/keys.ts#removeKeyAction": ofPeople({
    own: ({ unused }) => ({ id: unused.id }),
    toOthers: "refused",
  }),
  "lib/actions/keys.ts#whatIfAction": ofPeople({
    own: ({ key }) => ({ id: key.id, quota: "daily", limit: 1 }),
    toOthers: "refused",
  }),

  "lib/actions/account.ts#renameAccount": ofPeople({
    own: () => ({ name: fresh() }),
    toOthers: "nothing of theirs",
  }),
  "lib/actions/account.ts#changePassword": ofPeople({
    own: (person) => ({ current: person.password, next: password() }),
    toOthers: "refused",
  }),
  "lib/actions/account.ts#signOutSession": ofPeople({
    own: ({ otherSessionId }) => ({ id: otherSessionId }),
    toOthers: "refused",
  }),
  "lib/actions/account.ts#signOutOtherSessions": ofPeople({
    own: own.nothing,
    toOthers: "nothing of theirs",
  }),
  "lib/actions/account.ts#unblockAddress": ofPeople({
    own: ({ blockedAddress }) => ({ address: blockedAddress }),
    toOthers: "refused",
  }),
  "lib/actions/account.ts#sendAddressLink": ofPeople({
    own: own.nothing,
    toOthers: "nothing of theirs",
  }),
  "lib/actions/account.ts#confirmAddress": ofPeople({
    own: ({ addressToken }) => ({ token: addressToken }),
    toOthers: "refused",
  }),
  "lib/actions/account.ts#prove": ofPeople({
    own: (person) => ({ password: person.password }),
    toOthers: "refused",
  }),
  "lib/actions/account.ts#setAsksForProof": ofPeople({
    own: () => ({ on: true }),
    toOthers: "nothing of theirs",
  }),
  "lib/actions/account.ts#beginTwoFactor": ofPeople({
    own: own.nothing,
    toOthers: "nothing of theirs",
  }),
  "lib/actions/account.ts#switchTwoFactorOn": ofPeople({
    own: ({ code }) => ({ code: code() }),
    toOthers: "refused",
  }),
  "lib/actions/account.ts#switchTwoFactorOff": ofPeople({
    secondFactor: "on",
    own: own.recoveryCode,
    toOthers: "refused",
  }),
  "lib/actions/account.ts#newRecoveryCodes": ofPeople({
    secondFactor: "on",
    own: own.recoveryCode,
    toOthers: "refused",
  }),

  "lib/actions/operate.ts#unblockAnyAddress": ofOperators({
    own: ({ blockedAddress }) => ({ address: blockedAddress }),
    toOthers: "refused",
  }),

  "lib/actions/auth.ts#signUp": ofAnybody({
    own: () => ({ name: fresh(), email: `${fresh()}@test.local`, password: password() }),
    against: ({ email }) => ({ name: fresh(), email, password: password() }),
    toOthers: "refused",
    goesOnIn: ["address_tokens"],
  }),
  "lib/actions/auth.ts#requestReset": ofAnybody({
    own: ({ email }) => ({ email }),
    // It says the same of every address, and mails to its owner.
    toOthers: "nothing of theirs",
    mayFill: ["password_resets"],
  }),
  "lib/actions/auth.ts#resetPassword": ofAnybody({
    own: ({ resetToken }) => ({ token: resetToken, password: password() }),
    against: () => ({ token: newMailedToken(), password: password() }),
    toOthers: "refused",
  }),
  "lib/actions/auth.ts#enterCode": ofAnybody({
    secondFactor: "on",
    own: own.recoveryCode,
    cookie: ({ otherCookie }) => otherCookie,
    toOthers: "refused",
  }),
};
