-- The events of a day, for exports. Owner: src/features/ingest; src/features/warehouse reads.

-- Events that arrived on another day than they happened. The others of a day are found by their ids.
create index events_of_other_day on events (org_id, (coalesce(occurred_at, received_at)), id)
  where (occurred_at at time zone 'UTC')::date <> (received_at at time zone 'UTC')::date;
