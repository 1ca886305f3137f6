-- Rows of errors in the order of the log. A partial index: answers below 400 are not in it, and cost
-- nothing when they are written.
CREATE INDEX "request_logs_errors" ON "request_logs" USING btree ("account_id","at","id","status","code") WHERE "request_logs"."status" >= 400;
