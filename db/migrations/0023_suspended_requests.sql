ALTER TABLE "account_quarters" ADD COLUMN "account_suspended" integer;--> statement-breakpoint
ALTER TABLE "category_days" ADD COLUMN "account_suspended" integer;--> statement-breakpoint
ALTER TABLE "category_quarters" ADD COLUMN "account_suspended" integer;--> statement-breakpoint
ALTER TABLE "key_days" ADD COLUMN "account_suspended" integer;--> statement-breakpoint
ALTER TABLE "key_quarters" ADD COLUMN "account_suspended" integer;