import { onTestFinished } from "vitest";
import { openSql } from "@/db/client";

/** What instances are told of a change; see latchkey_notify. */
export type Notice = Record<string, unknown>;

const MARK = "the end";

/**
 * Hears what instances are told. The database must be the test's own: others make changes, too.
 * @returns runs work, and says what was told meanwhile, in the order in which it was committed
 */
export async function noticesOf(url: string): Promise<(work: () => unknown) => Promise<Notice[]>> {
  const sql = openSql({ url, max: 2, name: "latchkey-test" });
  onTestFinished(() => sql.end({ timeout: 1 }));
  let heard: Notice[] = [];
  let onMark = () => {};
  await sql.listen("latchkey", (text) => {
    if (text === MARK) onMark();
    else heard.push(JSON.parse(text) as Notice);
  });
  // Notices come in order: what was told before the mark has come when the mark has.
  const untilNow = async () => {
    const marked = new Promise<void>((resolve) => (onMark = resolve));
    await sql`select pg_notify('latchkey', ${MARK})`;
    await marked;
  };
  return async (work) => {
    await untilNow();
    heard = [];
    await work();
    await untilNow();
    return heard;
  };
}

/** The same without their numbers. */
export const withoutNumbers = (notices: readonly Notice[]): Notice[] =>
  notices.map(({ v: _v, ...rest }) => rest);
