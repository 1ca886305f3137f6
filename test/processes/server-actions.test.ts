import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grantOperator } from "@/lib/operators/grant";
import { type Answer, call } from "../http/call";
import { ACTION_PLACES, type ActionPlace } from "./action-places";
import { allRows } from "./all-rows";
import { type BuiltAction, builtActions } from "./built-actions";
import {
  MALFORMED_ARGUMENTS,
  MALFORMED_BODIES,
  malformedFields,
  malformedForms,
} from "./malformed-arguments";
import { makePerson, type Person, type SecondFactor } from "./person";
import { actionResult } from "./server-action";
import { TestServer } from "./server";

/*
 * Server actions are endpoints: whoever has loaded a page can post to each of them with anything. All of the build's
 * are called here, as its manifest lists them, by everybody who must not have their way.
 */

const ACTIONS = builtActions();
const NAMES = ACTIONS.map(({ name }) => name);

let server: TestServer;
/** Whose things are to stay as they are, by the state of their second factor. */
let victims: Record<SecondFactor, Person>;
/** Who would like to have them. */
let callers: Record<SecondFactor, Person>;

beforeAll(async () => {
  // Somebody signs up here, and is refused as often.
  server = await TestServer.start({ env: { LATCHKEY_SIGN_UPS_PER_DAY: "off" } });
  victims = { begun: await makePerson(server), on: await makePerson(server, "on") };
  callers = { begun: await makePerson(server), on: await makePerson(server, "on") };
});
afterAll(() => server.remove());

test("every action of the build has its place in these tests, and none is left over", () => {
  expect(NAMES.toSorted()).toEqual(Object.keys(ACTION_PLACES).sort());
  expect(new Set(ACTIONS.map(({ id }) => id)).size).toBe(ACTIONS.length);
});

/** All actions that have a place: those without are told by the test above. */
const PLACED = ACTIONS.flatMap((action): Array<[string, BuiltAction, ActionPlace]> => {
  const place = ACTION_PLACES[action.name];
  return place ? [[action.name, action, place]] : [];
});

interface Posted {
  action: BuiltAction;
  /** Whose page it is called on. */
  person: Person;
  cookie: string | null;
  /** Null: none is sent. */
  origin?: string | null;
  contentType?: string | null;
  body: string;
}

/** Posts to an action as a browser does, but for what is asked for otherwise. */
function post({ action, person, cookie, body, ...sent }: Posted): Promise<Answer> {
  const { origin = server.origin, contentType = "text/plain;charset=UTF-8" } = sent;
  const bytes = Buffer.from(body);
  return call(server.port, {
    method: "POST",
    path: action.page(person.key.id),
    headers: {
      Accept: "text/x-component",
      "Content-Length": String(bytes.length),
      "Next-Action": action.id,
      ...(contentType === null ? {} : { "Content-Type": contentType }),
      ...(origin === null ? {} : { Origin: origin }),
      ...(cookie === null ? {} : { Cookie: cookie }),
    },
    body: bytes,
  });
}

const args = (input: unknown) => JSON.stringify([input]);
const rows = () => allRows(server.database.db);

/** What of all rows is about a person: it names something that is theirs. */
function rowsOf(person: Person, all: readonly string[]): string[] {
  const { userId, accountId, email, blockedAddress } = person;
  const keyIds = [person.key, person.unused, person.replacement, person.reviewed].map((k) => k.id);
  const ids = [userId, accountId, email, blockedAddress, ...keyIds];
  return all.filter((row) => ids.some((id) => row.includes(id)));
}

/** A refusal is an answer, and nothing was done. */
function expectRefused({ text }: Answer): void {
  const result = actionResult({ text });
  if (result !== null) expect(result).toMatchObject({ ok: false, message: expect.any(String) });
}

/** What only this person's rows hold, unless it was sent. */
function expectNothingOf(person: Person, { text }: Answer, sent: string): void {
  const keys = [person.key, person.unused, person.replacement, person.reviewed];
  const theirs = [
    ...[person.name, person.email, person.userId, person.accountId, person.otherSessionId],
    ...[person.blockedAddress, person.resetToken, person.addressToken, ...person.recoveryCodes],
    ...keys.flatMap(({ id, secret, hash }) => [id, secret, hash]),
  ];
  expect(theirs.filter((value) => text.includes(value) && !sent.includes(value))).toEqual([]);
}

/** The rows that an action's purpose is to make for whoever is named to it. */
const filledBy =
  ({ mayFill = [] }: ActionPlace) =>
  (row: string) =>
    mayFill.some((table) => row.startsWith(`${table} `));

/** What an action goes on with after its answer is done too. */
async function expectFilled(
  tables: readonly string[] | undefined,
  before: readonly string[],
): Promise<void> {
  if (!tables) return;
  const known = new Set(before);
  const isNew = (row: string) =>
    tables.some((table) => row.startsWith(`${table} `)) && !known.has(row);
  await expect.poll(async () => (await rows()).filter(isNew)).not.toEqual([]);
}

const personFor = (people: Record<SecondFactor, Person>, { secondFactor = "begun" }: ActionPlace) =>
  people[secondFactor];
const cookieFor = (place: ActionPlace, person: Person) => place.cookie?.(person) ?? person.cookie;

describe.each(PLACED)("%s", (_, action, place) => {
  test("is done for who may: what is refused below is refused for a reason", async () => {
    const person = await makePerson(server, place.secondFactor);
    if (place.for === "operators") {
      await grantOperator({ db: server.database.db, input: { email: person.email } });
    }
    const cookie = place.for === "anybody" && !place.cookie ? null : cookieFor(place, person);
    const before = await rows();
    const answer = await post({ action, person, cookie, body: args(place.own(person)) });
    expect([answer.status, actionResult(answer)]).toEqual([
      200,
      expect.objectContaining({ ok: true }),
    ]);
    await expectFilled(place.mayFill ?? place.goesOnIn, before);
  });

  test("does nothing to anybody for who is signed out", async () => {
    const victim = personFor(victims, place);
    const input = place.against?.(victim, victim) ?? place.own(victim);
    const before = await rows();
    const body = args(input);
    const answer = await post({ action, person: victim, cookie: null, body });
    if (place.for !== "anybody" || place.toOthers === "refused") expectRefused(answer);
    else expect(answer.status).toBe(200);
    expectNothingOf(victim, answer, body);
    if (place.toOthers !== "refused" && place.for === "anybody")
      await expectFilled(place.mayFill, before);
    const kept = (all: string[]) => all.filter((row) => !filledBy(place)(row));
    expect(kept(await rows())).toEqual(kept(before));
  });

  test.each([
    ["no origin", () => null],
    ["an origin elsewhere", () => "https://evil.example"],
    ["another port's origin", () => "http://127.0.0.1:1"],
    ["an origin that begins as ours", () => `${server.origin}.evil.example`],
    ["an origin that names us as its user", () => `http://127.0.0.1:${server.port}@evil.example`],
    ["an opaque origin", () => "null"],
    ["an origin that is none", () => "//"],
  ])("is refused from a page with %s, even to who may", async (_, origin) => {
    const person = personFor(victims, place);
    const before = await rows();
    const cookie = cookieFor(place, person);
    const body = args(place.own(person));
    const answer = await post({ action, person, cookie, origin: origin(), body });
    expectRefused(answer);
    expectNothingOf(person, answer, body);
    expect(await rows()).toEqual(before);
  });

  test("changes and tells nothing of somebody else, whatever of theirs is named", async () => {
    const [victim, caller] = [personFor(victims, place), personFor(callers, place)];
    const { id, email } = { id: victim.key.id, email: victim.email };
    const { userId, accountId, otherSessionId: sessionId } = victim;
    const ctx = { accountId, actor: { kind: "cli", userId, sessionId, ip: null } };
    const named = { accountId, userId, sessionId, id, email, ctx, visit: ctx, session: { id } };
    const asked = place.against?.(victim, caller) ?? place.own(victim);
    const inputs = [
      asked,
      { ...named, ...asked },
      // Parsed, it is a field of its own and not the prototype.
      JSON.parse(`{"__proto__":${JSON.stringify(named)}}`),
    ].map((input) => ({ ...input, ...asked }));
    const before = await rows();
    // Mail to one address is bounded.
    for (const input of place.mayFill ? inputs.slice(-1) : inputs) {
      const body = args(input);
      const answer = await post({ action, person: caller, cookie: caller.cookie, body });
      if (place.toOthers === "refused") expectRefused(answer);
      else expect(answer.status).toBe(200);
      expectNothingOf(victim, answer, body);
    }
    await expectFilled(place.mayFill, before);
    const kept = (all: string[]) => rowsOf(victim, all).filter((row) => !filledBy(place)(row));
    expect(kept(await rows())).toEqual(kept(before));
  });

  test("refuses what is none of its input, and does nothing", async () => {
    const caller = personFor(callers, place);
    const input = place.own(caller);
    const asksNothing = Object.keys(input).length === 0;
    const bodies = [
      // Where nothing is asked, any object will do, and so will what React makes one.
      ...(asksNothing
        ? MALFORMED_ARGUMENTS.filter(({ isObject, body }) => !isObject && !body.includes("$"))
        : [...MALFORMED_ARGUMENTS, ...MALFORMED_BODIES]),
      ...malformedFields(input),
    ];
    const before = await rows();
    const wrong: string[] = [];
    for (const { body, contentType } of bodies) {
      const cookie = cookieFor(place, caller);
      const answer = await post({ action, person: caller, cookie, body, contentType });
      const result = actionResult(answer) as { ok: boolean } | null;
      if (!result?.ok) continue;
      wrong.push(`${answer.status} ${result?.ok} ${contentType} ${body.slice(0, 100)}`);
    }
    expect(wrong).toEqual([]);
    expect(await rows()).toEqual(before);
  });
});

test("a form that names an action among its fields gets at nobody else", async () => {
  const { begun: person } = callers;
  const victim = victims.begun;
  const before = rowsOf(victim, await rows());
  const wrong: string[] = [];
  for (const { id, page } of ACTIONS) {
    for (const { body, contentType } of malformedForms(id)) {
      const bytes = Buffer.from(body);
      const path = page(person.key.id);
      const headers = { Cookie: person.cookie, Origin: server.origin, "Content-Type": contentType };
      const length = { "Content-Length": String(bytes.length) };
      const { status } = await call(server.port, {
        ...{ method: "POST", path, body: bytes },
        headers: { ...headers, ...length },
      });
      if (status >= 500) wrong.push(`${status} ${path} ${contentType} ${body.slice(0, 150)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(rowsOf(victim, await rows())).toEqual(before);
});

test.each([
  "",
  "x",
  "__proto__",
  "constructor",
  "0".repeat(42),
  "7f".padEnd(42, "0"),
  "7f".repeat(3_000),
])("an action that is none is refused: %.20s", async (id) => {
  const { begun: person } = callers;
  const action = { id, name: "none", page: () => "/dashboard/keys" };
  for (const { body } of MALFORMED_ARGUMENTS) {
    const answer = await post({ action, person, cookie: person.cookie, body });
    expect(actionResult(answer)).toBeNull();
  }
});

// Next.js by itself answers 500 to both.
test("a call from elsewhere, or one that says nothing, is no fault of ours", async () => {
  const wrong: string[] = [];
  const { begun: person } = victims;
  const { cookie } = person;
  for (const action of ACTIONS) {
    const foreign = { action, person, cookie, origin: "https://evil.example", body: "[{}]" };
    const { status } = await post(foreign);
    if (status >= 500) wrong.push(`${status} ${action.name} from elsewhere`);
  }
  for (const { body, contentType } of [...MALFORMED_ARGUMENTS, ...MALFORMED_BODIES]) {
    const { status } = await post({ action: ACTIONS[0]!, person, cookie: null, body, contentType });
    if (status >= 500) wrong.push(`${status} ${contentType} ${body.slice(0, 100)}`);
  }
  expect(wrong).toEqual([]);
});

test("after all of it the app is the same process, and its people are still signed in", async () => {
  expect(await server.app()).toMatchObject({ state: "up", restarts: 0 });
  for (const { cookie, name } of Object.values(victims)) {
    const page = await call(server.port, {
      path: "/dashboard/settings",
      headers: { Cookie: cookie },
    });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining(name)]);
  }
});
