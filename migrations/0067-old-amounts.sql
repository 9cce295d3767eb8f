-- Amounts of messages beyond the retention of events: equal ones become one row, whose id names no message.
-- Owner: src/features/attribution.

alter table message_amounts
  -- The number of messages that brought this amount.
  add column messages int not null default 1,
  -- The id is made of the rest of the row.
  add column is_merged boolean not null default false;

create index message_amounts_by_time on message_amounts using brin (starts_at);
