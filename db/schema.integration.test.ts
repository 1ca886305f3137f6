import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSql } from "@/db/client";
import { dumpSchema } from "@/db/dump-schema";
import { migrateDatabase } from "@/db/migrate";
import { emptyDatabase, withParameter } from "@/test/database";

const WRITTEN = readFileSync(path.join(import.meta.dirname, "schema.sql"), "utf8");

test.each(["public", "tenant"])(
  "db/schema.sql is what a database holds in the end, in the schema %s (else run `npm run db:schema`)",
  async (schema) => {
    const { url: empty } = await emptyDatabase();
    const url = withParameter(empty, "schema", schema);
    await migrateDatabase(url);
    const sql = openSql({ url, max: 1, name: "latchkey-test" });
    onTestFinished(() => sql.end({ timeout: 1 }));
    expect(await dumpSchema(sql)).toBe(WRITTEN);
  },
);
