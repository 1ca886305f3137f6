CREATE TABLE "idempotent_answers" (
	"token_id" uuid NOT NULL,
	"mark" "bytea" NOT NULL,
	"request_mark" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"status" smallint,
	"answer" "bytea",
	CONSTRAINT "idempotent_answers_token_id_mark_pk" PRIMARY KEY("token_id","mark")
);
--> statement-breakpoint
ALTER TABLE "idempotent_answers" ADD CONSTRAINT "idempotent_answers_token_id_operator_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."operator_tokens"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotent_answers_time" ON "idempotent_answers" USING btree ("at");