-- A tree rather than block ranges, which hold no bounds of the rows that the backfill wrote until a
-- vacuum comes by: a day of thousands of keys is found at once, and so is what retention removes.
CREATE INDEX "key_quarters_quarter" ON "key_quarters" USING btree ("quarter");
--> statement-breakpoint
DROP INDEX "key_quarters_time";
