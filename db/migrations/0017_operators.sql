CREATE TABLE "attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "operator_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "notes" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "attempts_end" ON "attempts" USING btree ("ends_at");--> statement-breakpoint

-- Aliases from before they had to be in NFC (lib/text/schema.ts). Where another key of the account has or gets the
-- same one, both stay as they are: which of them keeps its name is for their owner to say.
WITH composed AS (
  SELECT "id", "account_id", "alias" AS "was", normalize("alias", NFC) AS "becomes"
  FROM "api_keys"
  WHERE "alias" IS NOT NFC NORMALIZED AND char_length(normalize("alias", NFC)) <= 64
), renamed AS (
  UPDATE "api_keys" k SET "alias" = c."becomes", "updated_at" = now()
  FROM composed c
  WHERE k."id" = c."id" AND NOT EXISTS (
    SELECT FROM "api_keys" o
    WHERE o."account_id" = c."account_id" AND o."id" <> c."id"
      AND lower(normalize(o."alias", NFC)) = lower(c."becomes"))
  RETURNING k."id", k."account_id", c."was", k."alias"
)
INSERT INTO "audit_events" ("id", "account_id", "actor", "action", "target_id", "before", "after")
SELECT gen_random_uuid(), "account_id", 'system', 'key.update', "id",
  jsonb_build_object('alias', "was"), jsonb_build_object('alias', "alias")
FROM renamed;
