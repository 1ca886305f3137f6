import { writeCursor } from "@/lib/requests/reading/cursor";
import { uuidv7 } from "@/lib/ids";
import { quantile } from "../statistics";
import type { Seeded } from "./seeded";

export interface Page {
  title: string;
  path: string;
}

const DAY_MS = 86_400_000;

/** Every page of the dashboard, and the ways of asking that cost most. */
export function pagesOf({ busiestId, rotatingId, category }: Seeded): Page[] {
  const deepMs = Date.now() - 20 * DAY_MS;
  const deep = writeCursor({
    go: "older",
    at: new Date(deepMs).toISOString().replace("Z", "000Z"),
    id: uuidv7(deepMs),
  });
  const logs = "/dashboard/keys/logs";
  const from = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
  return [
    { title: "keys", path: "/dashboard/keys" },
    { title: "keys by last use", path: "/dashboard/keys?sort=lastUsed&order=desc" },
    { title: "keys by alias, page 40", path: "/dashboard/keys?sort=alias&order=asc&page=40" },
    { title: "keys by status", path: "/dashboard/keys?sort=status&order=asc" },
    { title: "keys by the last 24 hours", path: "/dashboard/keys?sort=day&order=desc" },
    { title: "keys that match a search", path: "/dashboard/keys?q=web" },
    { title: "keys whose quota is reached", path: "/dashboard/keys?status=reached" },
    { title: "keys of a category", path: `/dashboard/keys?category=${category}` },
    { title: "new key", path: "/dashboard/keys/new" },
    { title: "busiest key", path: `/dashboard/keys/${busiestId}` },
    { title: "rotate", path: `/dashboard/keys/${rotatingId}/rotate` },
    { title: "logs", path: logs },
    { title: "logs of a key", path: `${logs}?key=${busiestId}` },
    { title: "logs of a category", path: `${logs}?category=${category}` },
    { title: "logs by status", path: `${logs}?status=5xx` },
    { title: "logs by a rare code", path: `${logs}?code=quota_daily` },
    { title: "logs by path and time", path: `${logs}?path=exports&from=${from(3)}` },
    { title: "logs, 20 days deep", path: `${logs}?cursor=${deep}` },
    { title: "usage 24 h", path: "/dashboard/usage?range=24h" },
    { title: "usage 7 d", path: "/dashboard/usage?range=7d" },
    { title: "usage 30 d", path: "/dashboard/usage?range=30d" },
    { title: "settings", path: "/dashboard/settings" },
  ];
}

/**
 * Asks for one page until all of its HTML is there.
 * @returns how long that took, in milliseconds, and how many characters it has
 * @throws when it is not the page that comes
 */
export async function timePage(origin: string, { path }: Page, cookie: string) {
  const startedMs = performance.now();
  const answer = await fetch(origin + path, {
    headers: { cookie, "accept-encoding": "identity" },
    redirect: "manual",
  });
  const html = await answer.text();
  const tookMs = performance.now() - startedMs;
  if (answer.status !== 200 || html.includes('id="__next_error__"')) {
    throw new Error(`${path} answered ${answer.status}`);
  }
  return { tookMs, length: html.length };
}

const WARM_UP = 3;

interface Asking {
  cookie: string;
  pages: readonly Page[];
  samples: number;
}

/** Each page some times, one request at a time. */
export async function measurePages(origin: string, { cookie, pages, samples }: Asking) {
  const times = [];
  for (const page of pages) {
    const { title } = page;
    const tookMs: number[] = [];
    let bytes = 0;
    for (let i = -WARM_UP; i < samples; i++) {
      const timed = await timePage(origin, page, cookie);
      if (i >= 0) tookMs.push(timed.tookMs);
      bytes = timed.length;
    }
    const time = { title, p50Ms: quantile(tookMs, 0.5), p95Ms: quantile(tookMs, 0.95) };
    console.log(`${title}: ${time.p50Ms.toFixed(0)} ms, p95 ${time.p95Ms.toFixed(0)} ms`);
    times.push({ ...time, kb: bytes / 1_000, samples });
  }
  return times;
}
