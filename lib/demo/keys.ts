import type { QuotaName, RollingName } from "@/lib/quota-windows";

/** A made-up key, and what is done with it. */
export interface DemoKey {
  alias: string;
  category: string;
  /** Days before now at which it was created. */
  createdDaysAgo: number;
  /** Days before now at which it was switched off; requests since then were rejected. */
  deactivatedDaysAgo?: number;
  /** Days from now; negative for one that has expired. */
  expiresInDays?: number;
  quotas?: Partial<Record<QuotaName, number>>;
  /** Gives it quotas of which these shares are used, whatever the history came to; 1 is reached. */
  sharesUsed?: Partial<Record<RollingName, number>>;
  /** Days before now at which its daily quota was reached; requests since then were rejected. */
  dailyReachedDaysAgo?: number;
  /** The alias of the key that it replaces. */
  replaces?: string;
  /** Its secret is kept, and printed in the `curl` line. */
  playground?: true;
  traffic?: readonly DemoTraffic[];
}

export interface DemoTraffic {
  /** Requests in an hour of mean load; days, nights and weekends vary around it. */
  perHour: number;
  /** From how many days before now, to how many. */
  fromDaysAgo: number;
  toDaysAgo: number;
  endpoints: readonly DemoEndpoint[];
  callers: readonly { ip: string; userAgent: string }[];
  /** Of a thousand requests, how many the handler answers with an error. */
  errorsPerMille: number;
  /** Of a thousand requests, how many meet the plan's per-second limit. */
  limitedPerMille?: number;
}

export interface DemoEndpoint {
  method: "GET" | "POST";
  path: string;
  /** Typical time to the first byte, milliseconds. */
  typicalMs: number;
  /** Declared free: logged, but neither charged nor counted. */
  free?: true;
}

export const ECHO: DemoEndpoint = { method: "GET", path: "/api/v1/echo", typicalMs: 2 };
export const USAGE: DemoEndpoint = {
  method: "GET",
  path: "/api/v1/usage",
  typicalMs: 3,
  free: true,
};
export const ORDERS: DemoEndpoint = { method: "GET", path: "/api/v1/orders", typicalMs: 24 };
export const NEW_ORDER: DemoEndpoint = { method: "POST", path: "/api/v1/orders", typicalMs: 61 };
export const PRODUCTS: DemoEndpoint = { method: "GET", path: "/api/v1/products", typicalMs: 11 };
export const REPORT: DemoEndpoint = { method: "GET", path: "/api/v1/report", typicalMs: 240 };

// Addresses are from the blocks that RFC 5737 and RFC 3849 keep for examples.
const CRON = { ip: "192.0.2.7", userAgent: "cron/1.4" };

/** The demo account's keys, chosen so that each state that a key can be in is there to be seen. */
export const DEMO_KEYS: readonly DemoKey[] = [
  {
    alias: "web-prod",
    category: "production",
    createdDaysAgo: 210,
    quotas: { monthly: 40_000 },
    sharesUsed: { daily: 0.86 },
    traffic: [
      {
        perHour: 24,
        fromDaysAgo: 30,
        toDaysAgo: 0,
        endpoints: [PRODUCTS, PRODUCTS, PRODUCTS, ORDERS, NEW_ORDER],
        callers: [
          { ip: "203.0.113.7", userAgent: "shop-web/3.8.1 node/20" },
          { ip: "203.0.113.8", userAgent: "shop-web/3.8.1 node/20" },
        ],
        errorsPerMille: 14,
      },
    ],
  },
  {
    alias: "mobile-app",
    category: "production",
    createdDaysAgo: 160,
    quotas: { monthly: 50_000 },
    traffic: [
      {
        perHour: 17,
        fromDaysAgo: 30,
        toDaysAgo: 0,
        endpoints: [PRODUCTS, PRODUCTS, ORDERS, ORDERS, NEW_ORDER],
        callers: [
          { ip: "198.51.100.23", userAgent: "Shop/5.2 (Android 16)" },
          { ip: "198.51.100.61", userAgent: "Shop/5.2 (iOS 26.1)" },
          { ip: "2001:db8:51::4a", userAgent: "Shop/5.1 (iOS 26.0)" },
        ],
        errorsPerMille: 22,
        limitedPerMille: 8,
      },
    ],
  },
  {
    alias: "ci",
    category: "staging",
    createdDaysAgo: 84,
    expiresInDays: 6,
    quotas: { monthly: 20_000 },
    traffic: [
      {
        perHour: 5,
        fromDaysAgo: 30,
        toDaysAgo: 0,
        endpoints: [ECHO, ORDERS, NEW_ORDER, PRODUCTS],
        callers: [{ ip: "192.0.2.140", userAgent: "ci-runner/2.9" }],
        errorsPerMille: 90,
      },
    ],
  },
  {
    alias: "partner-acme",
    category: "partner-acme",
    createdDaysAgo: 58,
    quotas: { total: 2_200 },
    traffic: [
      {
        perHour: 4,
        fromDaysAgo: 28,
        toDaysAgo: 0.2,
        endpoints: [PRODUCTS, ORDERS],
        callers: [{ ip: "198.51.100.200", userAgent: "acme-sync/0.9 python-requests/2.32" }],
        errorsPerMille: 9,
      },
    ],
  },
  {
    alias: "reports",
    category: "production",
    createdDaysAgo: 300,
    traffic: [
      {
        perHour: 6,
        fromDaysAgo: 30,
        toDaysAgo: 1.5,
        endpoints: [REPORT, REPORT, ORDERS, USAGE],
        callers: [CRON, { ip: "192.0.2.8", userAgent: "report-builder/7.0" }],
        errorsPerMille: 12,
      },
      // Its environment was not updated yet: who is still on the old key is what rotation shows.
      {
        perHour: 3,
        fromDaysAgo: 1.5,
        toDaysAgo: 0,
        endpoints: [REPORT],
        callers: [CRON],
        errorsPerMille: 12,
      },
    ],
  },
  {
    alias: "reports-2",
    category: "production",
    createdDaysAgo: 1.6,
    replaces: "reports",
    traffic: [
      {
        perHour: 6,
        fromDaysAgo: 1.5,
        toDaysAgo: 0,
        endpoints: [REPORT, REPORT, ORDERS, USAGE],
        callers: [{ ip: "192.0.2.8", userAgent: "report-builder/7.1" }],
        errorsPerMille: 12,
      },
    ],
  },
  {
    alias: "old-script",
    category: "development",
    createdDaysAgo: 400,
    deactivatedDaysAgo: 21,
    traffic: [
      {
        perHour: 2,
        fromDaysAgo: 30,
        toDaysAgo: 20.5,
        endpoints: [ORDERS],
        callers: [{ ip: "192.0.2.99", userAgent: "curl/8.5.0" }],
        errorsPerMille: 30,
      },
    ],
  },
  {
    alias: "launch-campaign",
    category: "marketing",
    createdDaysAgo: 34,
    expiresInDays: -3,
    traffic: [
      {
        perHour: 7,
        fromDaysAgo: 30,
        toDaysAgo: 2,
        endpoints: [PRODUCTS],
        callers: [{ ip: "203.0.113.90", userAgent: "campaign-page/1.0" }],
        errorsPerMille: 10,
      },
    ],
  },
  {
    alias: "playground",
    category: "development",
    createdDaysAgo: 12,
    quotas: { daily: 5_000 },
    playground: true,
    traffic: [
      {
        perHour: 1,
        fromDaysAgo: 12,
        toDaysAgo: 0,
        endpoints: [ECHO, ECHO, USAGE],
        callers: [{ ip: "127.0.0.1", userAgent: "curl/8.5.0" }],
        errorsPerMille: 0,
      },
    ],
  },
  // Never used: the one that can be deleted.
  { alias: "spare", category: "sandbox", createdDaysAgo: 2 },
];
