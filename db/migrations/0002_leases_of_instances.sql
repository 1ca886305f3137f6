-- A grant that its instance did not live to hear of may be done after others have retired that
-- instance: nobody would ever free it. And an instance that was taken for dead must lease nothing.
DELETE FROM "leases" l WHERE NOT EXISTS (SELECT 1 FROM "instances" i WHERE i."id" = l."instance_id");--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;
