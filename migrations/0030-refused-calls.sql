-- The latest calls that verification refused, so that a wrong signature can be seen. Neither body nor credentials are kept.
-- Owner: src/features/webhooks.

create table refused_calls (
  org_id         int not null references orgs on delete cascade,
  id             uuid not null,
  platform       text not null,
  received_at    timestamptz not null,
  reason         text not null,
  header_names   jsonb not null,
  size_bytes     int not null,
  -- The sender's network: the first three bytes of an IPv4 address, the first six of an IPv6 address.
  address_prefix text not null,
  primary key (org_id, id)
);

create index refused_calls_by_platform on refused_calls (org_id, platform, id);
