CREATE TABLE "sql_functions" (
	"id" integer PRIMARY KEY NOT NULL,
	"edition" integer NOT NULL,
	"sha256" jsonb NOT NULL
);
