DROP TABLE "first_quotas" CASCADE;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "instances" DROP COLUMN "written_version";
