import { compare, takeTurns, type Turns } from "../alternate";
import { type Bed, metricsOf, type Served } from "../bed";
import { drained } from "../drained";
import { BEFORE } from "../edition";
import type { Figure, Row } from "../figure";
import { readGauge } from "../gauge";
import {
  ACTION_SENDERS,
  type Crowd,
  PASSWORD_GUESSERS,
  SIGN_IN_READERS,
  startCrowd,
  VIEWERS,
} from "../isolation/crowd";
import type { Traffic, TrafficTimes } from "../isolation/keyed-traffic";
import { measureInChild } from "../measured";
import { type SeededSide, seededSides } from "../seeded-sides";
import { signIn } from "../sign-in";
import { summarise } from "../statistics";
import { type Both, ofBoth, versusRow } from "../versus";
import { FORWARDED } from "./gateway";

const PER_SECOND = 300;

interface Scene {
  crowd: Crowd | null;
  /** How long a turn counts; the delay of the event loop is told of the last 10 to 20 seconds. */
  seconds: number;
  /** Of the p99 from before. */
  atMost: number | null;
}

const SCENES: readonly Scene[] = [
  { crowd: null, seconds: 10, atMost: null },
  { crowd: VIEWERS, seconds: 20, atMost: 0.4 },
  { crowd: SIGN_IN_READERS, seconds: 10, atMost: 0.15 },
  { crowd: PASSWORD_GUESSERS, seconds: 10, atMost: 0.15 },
  { crowd: ACTION_SENDERS, seconds: 10, atMost: null },
];

const ROUNDS = { quick: 2, full: 5 };
const QUICK_SECONDS = 3;
const WARM_UP_SECONDS = 2;

/** A server of the seeded account, with its owner's session. */
type Side = Served & SeededSide & { cookie: string };

interface Turn extends TrafficTimes {
  crowd: { p50Ms: number; perSecond: number; refused: number };
  /** p99 in milliseconds; NaN where the server does not tell. */
  delayMs: { frontDoor: number; app: number };
}

/** Where one process does it all, another gauge tells, with the monitor's own 10 ms in it. */
const MONITOR_S = 0.01;

async function delaysOf(server: Served): Promise<Turn["delayMs"]> {
  const metrics = await metricsOf(server);
  const told = (process: "front-door" | "app") =>
    readGauge(metrics, "latchkey_event_loop_delay_p99_seconds", process);
  // Since it was last asked for, which was before the turn.
  const alone = readGauge(metrics, "nodejs_eventloop_lag_p99_seconds") ?? NaN;
  return {
    frontDoor: (told("front-door") ?? Math.max(0, alone - MONITOR_S)) * 1000,
    app: (told("app") ?? NaN) * 1000,
  };
}

/** The API under its steady traffic, with a crowd at the pages. */
async function takeTurn(side: Side, crowd: Crowd | null, seconds: number): Promise<Turn> {
  await drained(side);
  const traffic: Traffic = {
    origin: side.origin,
    path: FORWARDED,
    keys: side.keys.map((key) => key.secret),
    perSecond: PER_SECOND,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds,
  };
  const measure = () =>
    measureInChild<TrafficTimes>("isolation/keyed-traffic.ts", JSON.stringify(traffic));
  if (!crowd) {
    const nobody = { p50Ms: NaN, perSecond: 0, refused: 0 };
    return { ...(await measure()), crowd: nobody, delayMs: await delaysOf(side) };
  }
  const present = await startCrowd(crowd.task(side));
  const [times, delayMs] = await measure()
    .then(async (times) => [times, await delaysOf(side)] as const)
    .catch(async (error: unknown) => {
      await present.finish();
      throw error;
    });
  return { ...times, crowd: await present.finish(), delayMs };
}

async function measureScene(bed: Bed, { crowd, seconds }: Scene, { now, before }: Both<Side>) {
  const turnOf = (side: Side) => () => takeTurn(side, crowd, bed.isQuick ? QUICK_SECONDS : seconds);
  // The compiler gets to know what the crowd asks for.
  for (const side of [now, before]) await takeTurn(side, crowd, 1);
  const rounds = bed.isQuick ? ROUNDS.quick : ROUNDS.full;
  return takeTurns(rounds, turnOf(now), turnOf(before));
}

function rowsOf(bed: Bed, { crowd, atMost }: Scene, { ours, baseline }: Turns<Turn>): Row[] {
  const during = crowd ? `with ${crowd.who}` : "with nobody at the pages";
  const row = (
    title: string,
    unit: string,
    read: (turn: Turn) => number,
    more: { atMost?: number | null; note?: string } = {},
  ) =>
    versusRow(
      bed,
      {
        title: `${title} ${during}`,
        unit,
        mustReach: more.atMost == null ? null : { atMost: more.atMost },
        note: more.note,
      },
      compare(ours.map(read), baseline.map(read)),
    );
  const refused = (turns: readonly Turn[]) =>
    turns.reduce((sum, turn) => sum + turn.crowd.refused, 0);
  return [
    row(`gateway p99 at ${PER_SECOND}/s`, "ms", (turn) => turn.p99Ms, { atMost }),
    row(`gateway p50 at ${PER_SECOND}/s`, "ms", (turn) => turn.p50Ms),
    ...(crowd
      ? [
          row(`${crowd.what} a second`, "/s", (turn) => turn.crowd.perSecond, {
            note: `503 instead: ${refused(ours)}, and ${refused(baseline)} of ${BEFORE.name}`,
          }),
          row(`${crowd.what} p50`, "ms", (turn) => turn.crowd.p50Ms),
        ]
      : []),
  ];
}

/** What the viewers do to the event loops, in milliseconds. */
function delayRows({ ours, baseline }: Turns<Turn>): Row[] {
  const read = (turns: readonly Turn[], loop: "frontDoor" | "app") =>
    summarise(turns.map(({ delayMs }) => delayMs[loop]));
  return [
    {
      title: `event loop delay p99 of the front door with ${VIEWERS.who}`,
      value: read(ours, "frontDoor"),
      unit: "ms",
      mustReach: { atMost: 10 },
      baseline: { what: BEFORE.name, value: read(baseline, "frontDoor"), unit: "ms" },
      note: "as /metrics tells it, without the monitor's own resolution",
    },
    {
      title: `event loop delay p99 of the app with ${VIEWERS.who}`,
      value: read(ours, "app"),
      unit: "ms",
      mustReach: null,
    },
  ];
}

function failureRow(turns: readonly Turns<Turn>[]): Row {
  const all = (side: keyof Turns<Turn>) => turns.flatMap((turn) => turn[side]);
  const count = (side: keyof Turns<Turn>) =>
    summarise([all(side).reduce((sum, turn) => sum + turn.failed, 0)]);
  const why = all("ours").find((turn) => turn.failure !== null)?.failure;
  return {
    title: "keyed requests that failed meanwhile",
    value: count("ours"),
    unit: "",
    mustReach: { atMost: 0 },
    baseline: { what: BEFORE.name, value: count("baseline"), unit: "" },
    note: why ?? undefined,
  };
}

async function open(bed: Bed): Promise<Both<Side>> {
  const sides = await seededSides(bed);
  const upstream = await bed.hello();
  return ofBoth(bed, async (edition, name) => {
    const side = sides[name];
    const server = await bed.latchkey(
      side.databaseUrl,
      // Who guesses passwords comes from everywhere.
      { LATCHKEY_UPSTREAM: upstream.origin, LATCHKEY_TRUSTED_PROXIES: "127.0.0.1" },
      edition,
    );
    return { ...server, ...side, cookie: await signIn(server, side.seeded) };
  });
}

/** Whether the API feels who looks at the pages. */
export const isolation: Figure = {
  name: "isolation",
  slow: true,
  async measure(bed) {
    const sides = await open(bed);
    const rows: Row[] = [];
    const all: Turns<Turn>[] = [];
    for (const scene of SCENES) {
      bed.say(`  ${scene.crowd?.who ?? "nobody at the pages"} …`);
      const turns = await measureScene(bed, scene, sides);
      all.push(turns);
      rows.push(...rowsOf(bed, scene, turns));
      if (scene.crowd === VIEWERS) rows.push(...delayRows(turns));
    }
    await sides.now.stop();
    await sides.before.stop();
    return [...rows, failureRow(all)];
  },
};
