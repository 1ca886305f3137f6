import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { startEmbeddedPostgres } from "@/db/embedded";
import { BENCH_DIR, ensureCopy } from "./built-copy";
import { startChild } from "./children";
import { visitAsOwner } from "./dashboard/browser";
import { measurePages, pagesOf } from "./dashboard/pages";
import { ensureSeeded, type Seeded, settle } from "./dashboard/seeded";
import { type Goal, type Line, tableOf } from "./dashboard/table";
import { editionOf } from "./edition";
import { ROOT } from "./edition-sources";
import { READY, SERVER_BUNDLE } from "./latchkey-process";
import { loadNow } from "./machine";

/*
 * The dashboard of an account with thousands of keys and a million log rows: how long the server
 * takes for each page, how much JavaScript the list of keys brings, and how soon the page follows
 * a hand. `tsx bench/dashboard.ts [--keys 2000] [--requests 1000000] [--samples 30]
 * [--now commit]`
 */

const DATA_DIR = path.join(BENCH_DIR, "dashboard");

const GOALS = { pageP50Ms: 100, pageP95Ms: 300, scriptsKb: 200, interactionMs: 200 };

const { values } = parseArgs({
  options: {
    keys: { type: "string", default: "2000" },
    requests: { type: "string", default: "1000000" },
    samples: { type: "string", default: "30" },
    "data-dir": { type: "string", default: DATA_DIR },
    only: { type: "string", default: "" },
    now: { type: "string" },
  },
});

async function main(): Promise<void> {
  const { keys, requests } = values;
  const dataDir = path.resolve(values["data-dir"]);
  const loadBefore = loadNow();
  const startedAt = new Date().toISOString();
  const cwd = await ensureCopy(editionOf(values.now ?? null), console.log);
  const seeded = await ensureSeeded({ dataDir, cwd, keys, requests, say: console.log });
  const database = await startEmbeddedPostgres({ dataDir });
  try {
    await settle(database.url);
    const found = await measure(cwd, dataDir, seeded);
    await report({ startedAt, loadBefore, keys, requests, ...found });
  } finally {
    await database.stop();
  }
}

/** Serves what was seeded, and looks at it without and with a browser. */
async function measure(cwd: string, dataDir: string, seeded: Seeded) {
  const server = await startChild(process.execPath, [SERVER_BUNDLE], {
    cwd,
    ready: READY,
    env: {
      NODE_ENV: "production",
      PORT: "0",
      HOST: "127.0.0.1",
      DATABASE_URL: "",
      REDIS_URL: "",
      LATCHKEY_DATA_DIR: dataDir,
      LATCHKEY_LOG_LEVEL: "warn",
    },
  });
  try {
    const browser = await visitAsOwner(server.ready, seeded);
    try {
      const pages = pagesOf(seeded).filter(({ title }) => title.includes(values.only));
      const times = await measurePages(server.ready, {
        cookie: browser.cookie,
        pages,
        samples: Number(values.samples),
      });
      const scripts = await browser.scriptsOf("/dashboard/keys");
      return { times, scripts, interactions: await browser.interactions() };
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

interface Findings {
  startedAt: string;
  loadBefore: number[];
  keys: string;
  requests: string;
  times: Awaited<ReturnType<typeof measurePages>>;
  scripts: { files: number; gzipBytes: number };
  interactions: { title: string; medianMs: number; worstMs: number; count: number }[];
}

async function report(findings: Findings): Promise<void> {
  const { startedAt, times, scripts, interactions } = findings;
  const loadAfter = loadNow();
  const under = (value: number, goal: number): Goal => ({ value, goal });
  const lines: Line[] = [
    ...times.map(({ title, p50Ms, p95Ms, kb }) => ({
      title,
      unit: "ms",
      middle: under(p50Ms, GOALS.pageP50Ms),
      upper: under(p95Ms, GOALS.pageP95Ms),
      note: `${kb.toFixed(0)} kB`,
    })),
    {
      title: "scripts of the keys page, gzip",
      unit: "kB",
      middle: under(scripts.gzipBytes / 1_000, GOALS.scriptsKb),
      upper: null,
      note: `${scripts.files} files`,
    },
    ...interactions.map(({ title, medianMs, worstMs, count }) => ({
      title: `interaction: ${title}`,
      unit: "ms",
      middle: under(medianMs, GOALS.interactionMs),
      upper: under(worstMs, GOALS.interactionMs),
      note: `${count} interactions, upper is the worst`,
    })),
  ];
  console.log(
    `\n${tableOf(lines)}\n\n${findings.keys} keys, ${findings.requests} log rows; ` +
      `load average ${findings.loadBefore.join(" ")} before, ${loadAfter.join(" ")} after`,
  );
  const folder = fileURLToPath(new URL("results", import.meta.url));
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `dashboard-${startedAt.replaceAll(":", "-")}.json`);
  await writeFile(file, `${JSON.stringify({ ...findings, goals: GOALS, loadAfter }, null, 2)}\n`);
  console.log(path.relative(ROOT, file));
}

await main();
