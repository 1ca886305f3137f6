-- Leases are asked for by key and instance. While the table was nearly empty, this index looked as good for
-- that as the primary key, and a plan that was made then read all leases of the instance for each key of a
-- batch. What asks by instance alone is seldom: the end of one.
DROP INDEX "leases_instance_id_index";
