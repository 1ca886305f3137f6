CREATE TABLE "sign_ups" (
	"address" text NOT NULL,
	"day" date NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "sign_ups_address_day_pk" PRIMARY KEY("address","day")
);
--> statement-breakpoint
ALTER TABLE "plans" ALTER COLUMN "per_second" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ALTER COLUMN "per_minute" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "max_keys" integer DEFAULT 10000;