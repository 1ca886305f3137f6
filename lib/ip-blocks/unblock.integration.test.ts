import { afterAll, beforeAll, expect, test } from "vitest";
import { ipBlocks } from "@/db/schema/operations";
import { type OwnDatabase, ownDatabase } from "@/test/database";
import { listIpBlocks } from "./list";
import { unblockAddress } from "./unblock";

let own: OwnDatabase;
beforeAll(async () => void (own = await ownDatabase()));
afterAll(() => own.remove());

const inAnHour = () => new Date(Date.now() + 3_600_000);
const block = (ip: string, until = inAnHour()) =>
  own.db.insert(ipBlocks).values({ ip, until, failures: 20 });
const unblock = (address: string) => unblockAddress({ db: own.db, input: { address } });

test("a blocked IPv4 address is listed until it is unblocked", async () => {
  await block("203.0.113.7");
  expect(await listIpBlocks({ db: own.db })).toMatchObject([{ ip: "203.0.113.7", failures: 20 }]);
  expect(await unblock(" 203.0.113.7 ")).toMatchObject({ ip: "203.0.113.7" });
  expect(await listIpBlocks({ db: own.db })).toEqual([]);
});

test.each(["2001:db8::1", "2001:DB8:0:0:1:2:3:4", "2001:db8::/64"])(
  "%s unblocks the /64 that it lies in",
  async (address) => {
    await block("2001:db8::/64");
    expect(await unblock(address)).toMatchObject({ ip: "2001:db8::/64" });
  },
);

test("an address that is not blocked, or no longer, is refused", async () => {
  await expect(unblock("198.51.100.1")).rejects.toMatchObject({ code: "not_found" });
  await block("198.51.100.2", new Date(Date.now() - 1000));
  expect(await listIpBlocks({ db: own.db })).toEqual([]);
  await expect(unblock("198.51.100.2")).rejects.toMatchObject({ code: "not_found" });
});

test.each(["", "localhost", "10.0.0.0/8", "10.0.0.1/64", "2001:db8::/48"])(
  "%j is no address that could be blocked",
  async (address) => {
    await expect(unblock(address)).rejects.toMatchObject({ code: "invalid" });
  },
);
