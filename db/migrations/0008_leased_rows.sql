-- Log rows are copied as they were journaled, and the journal says whether a row spent a lease.
ALTER TABLE "request_logs" ADD COLUMN "leased" boolean DEFAULT false NOT NULL;
