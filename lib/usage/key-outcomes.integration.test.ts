import { expect, test } from "vitest";
import { makeAccount } from "@/test/account";
import { testDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { type PastRequest, writePast } from "@/test/past-requests";
import { keyOutcomes } from "./key-outcomes";
import { RANGES } from "./schema";
import { traffic } from "./traffic";

const db = testDatabase();
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

test("a key's outcomes are what `traffic` says of it, bucket by bucket, for its owner only", async () => {
  const { ctx, accountId } = await makeAccount(db);
  const [{ id: keyId }, other] = [await makeKey(ctx), await makeKey(ctx)];
  const rows: PastRequest[] = [
    ...new Array<PastRequest>(3).fill({ agoMs: MINUTE_MS }),
    { agoMs: 2 * MINUTE_MS, status: 404 },
    { agoMs: 2 * MINUTE_MS, code: "quota_daily" },
    { agoMs: 3 * DAY_MS, status: 500 },
    { agoMs: 20 * DAY_MS, code: "expired_key" },
    { agoMs: 33 * DAY_MS },
  ];
  await writePast(db, { accountId, keyId }, rows);
  await writePast(db, { accountId, keyId: other.id }, [{ agoMs: MINUTE_MS }]);
  for (const range of RANGES) {
    for (const timeZone of ["UTC", "Asia/Kathmandu"]) {
      const ask = { db, accountId, keyId, range, timeZone };
      const said = await keyOutcomes(ask);
      const report = await traffic(ask);
      const lean = ({ start, requests, outcomes }: (typeof said)["buckets"][number]) => ({
        start,
        requests,
        outcomes,
      });
      expect(said.buckets).toEqual(report.buckets.map(lean));
      expect(said.total).toEqual({
        requests: report.total.requests,
        outcomes: report.total.outcomes,
      });
      expect(said.total.requests).toBe({ "24h": 5, "7d": 6, "30d": 7 }[range as "24h"]);
    }
  }
  const stranger = await makeAccount(db);
  const foreign = { accountId: stranger.accountId, keyId, range: "30d", timeZone: "UTC" } as const;
  expect((await keyOutcomes({ db, ...foreign })).total.requests).toBe(0);
});
