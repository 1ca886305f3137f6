import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { whyNotReady } from "@/lib/instance/readiness";
import { SmallDisk, whyNoDisks } from "../small-disk";
import { type Answer, call } from "./call";
import { type FrontDoor, SERVICE_TOKEN, startFrontDoor, startUpstream } from "./front-door";

if (whyNoDisks !== null) test.skip(`disks: ${whyNoDisks}`);
const needsDisks = test.skipIf(whyNoDisks !== null);
const IN_TIME = { timeout: 10_000, interval: 50 };

/** A front door with its journal on a disk of its own, and a service that says how often it was asked. */
async function startParts() {
  const disk = SmallDisk.mount(2 * 1024 * 1024);
  const journalRoot = path.join(disk.dir, "journal");
  mkdirSync(journalRoot);
  const upstream = await startUpstream();
  const asked = { times: 0 };
  upstream.handle = (_request, response) => {
    asked.times++;
    response.end("served");
  };
  const door = await startFrontDoor({ journalRoot, service: { origin: upstream.origin } });
  onTestFinished(async () => {
    await door.stop();
    await upstream.stop();
  });
  const key = await door.key();
  return { disk, door, asked, key, journalRoot };
}

/** One request each way: to the service, to a route handler, and asked by a service. */
function everyWay(door: FrontDoor, secret: string): Promise<Answer[]> {
  const headers = { "X-API-Key": secret };
  return Promise.all([
    call(door.port, { headers, path: "/api/v1/things" }),
    call(door.port, { headers }),
    call(door.port, {
      ...{ method: "POST", path: "/api/verify", body: JSON.stringify({ key: secret }) },
      headers: { Authorization: `Bearer ${SERVICE_TOKEN}`, "Content-Type": "application/json" },
    }),
  ]);
}

const statuses = (answers: Answer[]) => answers.map(({ status }) => status);
const readiness = ({ db, engine }: FrontDoor) => whyNotReady({ sql: db.$client, engine });
const ids = (answers: Answer[]) => answers.map(({ headers }) => headers["x-request-id"]);

needsDisks(
  "a full disk: 503 whichever way a request comes, one line of the log, and no answer without its row",
  async () => {
    const { disk, door, asked, key } = await startParts();
    const answered = ids(await everyWay(door, key.secret));
    await door.engine.writer.drain();
    disk.fill();
    // The page of the journal's first line takes some rows more, but not all of these at once.
    const long = { headers: { "X-API-Key": key.secret }, path: `/api/v1/${"x".repeat(2_000)}` };
    await expect
      .poll(async () => {
        const many = await Promise.all(Array.from({ length: 20 }, () => call(door.port, long)));
        const answers = await everyWay(door, key.secret);
        answered.push(...ids([...many, ...answers].filter(({ status }) => status === 200)));
        return statuses(answers);
      }, IN_TIME)
      .toEqual([503, 503, 503]);
    const before = asked.times;
    for (let i = 0; i < 20; i++) {
      for (const answer of await everyWay(door, key.secret)) {
        expect(answer.status).toBe(503);
        expect(answer.headers["retry-after"]).toBe("1");
        expect(answer.headers["latchkey-error"]).toBe("unavailable");
        expect(answer.json()).toEqual({ error: "Service temporarily unavailable" });
      }
    }
    // Nobody is asked to do what could not be told afterwards.
    expect(asked.times).toBe(before);
    expect(await readiness(door)).toBe(
      "the request journal cannot be written: no space is left on its disk",
    );
    expect(door.engine.figures().journalErrors).toBeGreaterThan(0);

    disk.free();
    await expect
      .poll(async () => statuses(await everyWay(door, key.secret)), IN_TIME)
      .toEqual([200, 200, 200]);
    expect(await readiness(door)).toBeNull();
    const rows = await door.rows(key.id);
    const succeeded = rows.filter(({ status }) => status === 200).map(({ id }) => id);
    expect(succeeded).toEqual(expect.arrayContaining(answered));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    await expect.poll(() => door.lines.at(-1), IN_TIME).toMatch(/can be written again$/);
    expect(door.lines).toEqual([
      "the request journal cannot be written (no space is left on its disk): requests are answered 503 until it can",
      "the request journal can be written again",
    ]);
    expect(door.errors.filter((error) => error instanceof Error)).toEqual([]);
  },
);

needsDisks(
  "a disk that cannot be written to: 503 within seconds, and 200 when it can",
  async () => {
    const { disk, door, key, journalRoot } = await startParts();
    expect(statuses(await everyWay(door, key.secret))).toEqual([200, 200, 200]);
    const uncover = disk.cover(path.join(journalRoot, readdirSync(journalRoot)[0]!));
    await expect
      .poll(async () => statuses(await everyWay(door, key.secret)), IN_TIME)
      .toEqual([503, 503, 503]);
    expect(await readiness(door)).toMatch(/its file system is read-only$/);
    uncover();
    await expect
      .poll(async () => statuses(await everyWay(door, key.secret)), IN_TIME)
      .toEqual([200, 200, 200]);
  },
);

test("a journal's folder that was deleted is made again, and its rows are in the database", async () => {
  const { door, key, journalRoot } = await startOnFolder();
  const answers = await everyWay(door, key.secret);
  expect(statuses(answers)).toEqual([404, 200, 200]);
  const [folder] = readdirSync(journalRoot);
  rmSync(journalRoot, { recursive: true });
  await expect.poll(() => door.lines, IN_TIME).toHaveLength(1);
  expect(door.lines[0]).toBe("files of the request journal were gone, and are made again");
  expect(readdirSync(path.join(journalRoot, folder!)).sort()).toContain("owner.json");
  const later = await everyWay(door, key.secret);
  const rows = (await door.rows(key.id)).map(({ id }) => id);
  expect(rows.sort()).toEqual([...ids(answers), ...ids(later)].sort());
});

async function startOnFolder() {
  const door = await startFrontDoor();
  onTestFinished(() => door.stop());
  return { door, key: await door.key(), journalRoot: door.journalRoot };
}
