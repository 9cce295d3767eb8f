-- A distributed PostgreSQL moves rows to another node by logical replication, which finds changed rows by a primary key. This table
-- has none, so whole rows are named.

alter table feedback_attempts replica identity full;
