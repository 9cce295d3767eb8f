-- Which key may go: who made it, who still uses it, until when it holds. And former slugs, which keep working for a while.

alter table api_keys
  add column last_four           text,
  add column created_by          text,
  add column expires_at          timestamptz,
  add column last_used_at        timestamptz,
  add column last_used_ip_prefix text,
  -- The secret before the last rotation holds until then.
  add column previous_hash       text,
  add column previous_until      timestamptz;

create table former_slugs (
  slug   text primary key,
  org_id int not null references orgs on delete cascade,
  until  timestamptz not null,
  -- Who still calls it: the time of the last call by the name of the caller.
  callers jsonb not null default '{}'
);

create index former_slugs_by_org on former_slugs (org_id);
