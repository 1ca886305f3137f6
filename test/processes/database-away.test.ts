import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { cuttableDatabase } from "../cuttable-database";
import { ownDatabase } from "../database";
import { type Answer, call, eventually } from "../http/call";
import { builtActions } from "./built-actions";
import { cookiesOf, makeOwner, signIn } from "./owner";
import { actionCall, actionResult } from "./server-action";
import { TestServer } from "./server";

async function startParts() {
  const database = await ownDatabase();
  const way = await cuttableDatabase(database.url);
  const server = await TestServer.start({ database, env: { DATABASE_URL: way.url } });
  onTestFinished(async () => {
    way.mend();
    await server.remove();
    await database.remove();
  });
  const owner = await makeOwner(server);
  return { way, server, owner };
}

function expectUnavailable({ status, headers }: Answer): void {
  expect(status).toBe(503);
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(headers["retry-after"]).toBe("2");
  expect(headers["cache-control"]).toBe("no-store");
  expect(headers["set-cookie"]).toBeUndefined();
}

test.each(["cut", "freeze"] as const)(
  "a dashboard whose database is away (%s) is a 503 that loads itself again, and nobody is signed out",
  async (failure) => {
    const { way, server, owner } = await startParts();
    const { port } = server;
    const headers = { Cookie: owner.cookie };
    const page = "/dashboard/keys/new";
    const { id } = builtActions().find(
      ({ name }) => name === "lib/actions/keys.ts#createKeyAction",
    )!;
    expect((await call(port, { path: "/dashboard/keys", headers })).status).toBe(200);
    const linesBefore = server.log.length;
    way[failure]();

    // All at once: a database that is frozen is waited for each time.
    const input = { alias: "made in an outage", category: "development" };
    const form = actionCall(port, { page, id, input });
    const [session, refused, acted, head, ...pages] = await Promise.all([
      call(port, { path: "/api/auth/session", headers }),
      signIn(port, owner),
      call(port, { ...form, headers: { ...form.headers, ...headers } }),
      call(port, { method: "HEAD", path: "/dashboard", headers }),
      ...["/dashboard", "/dashboard/keys", page, `/dashboard/keys/${owner.key.id}`].map((path) =>
        call(port, { path, headers }),
      ),
    ]);
    for (const answer of pages) {
      expectUnavailable(answer);
      expect(answer.text).toContain("The database does not answer at this moment.");
      expect(answer.text).toContain('http-equiv="refresh"');
    }
    expectUnavailable(head);

    // A session that is asked for by its cookie needs no database, and keeps the cookie.
    expect(session.status).toBe(200);
    for (const cookie of cookiesOf(session)) expect(cookie).toMatch(/=.+/);

    // NextAuth would say that the password is wrong.
    expect(refused.status).toBe(503);
    expect(refused.json()).toEqual({ error: "Service temporarily unavailable" });
    expect(refused.headers["retry-after"]).toBe("1");
    expect(cookiesOf(refused)).toEqual([]);

    // A form stays where it is, with what was typed in it.
    expect(acted.status).toBe(200);
    expect(actionResult(acted)).toMatchObject({
      ok: false,
      message: "The database does not answer at this moment. Try again in a moment.",
    });

    way.mend();
    await eventually(
      async () => (await call(port, { path: "/dashboard/keys", headers })).status === 200,
    );
    expect((await signIn(port, owner)).status).toBe(200);
    const made = await server.database.db.execute(
      sql`select from api_keys where alias = 'made in an outage'`,
    );
    expect(made).toHaveLength(0);

    // Each line is one, also for whoever reads the texts in it, and not one is told for each request.
    const said = server.log.slice(linesBefore).filter(({ level }) => Number(level) >= 40);
    for (const { msg } of said) expect(msg).not.toMatch(/\n|Failed query/);
    const told = said.filter(
      ({ msg }) => msg === "the database does not serve, and so pages cannot be",
    );
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(5);
    expect(said.filter(({ err }) => JSON.stringify(err ?? "").includes("Failed query"))).toEqual(
      [],
    );
  },
);
