-- Export of decisions and attributed events, day by day. Owner: src/features/warehouse.

-- Events that arrived on another day than they happened. The others of a day are found by their ids.
create index events_of_other_day on events (org_id, (coalesce(occurred_at, received_at)), id)
  where (occurred_at at time zone 'UTC')::date <> (received_at at time zone 'UTC')::date;
