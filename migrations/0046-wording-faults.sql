-- What went wrong with wordings while they were served, counted by day. Owner: src/features/wording-faults.

create table wording_faults (
  org_id      int not null,
  template_id text not null,
  -- Midnight, UTC.
  day         timestamptz not null,
  -- The id of the variant; empty if the fault has none.
  variant_id  text not null,
  kind        text not null check (kind in ('missing-field', 'not-rendered', 'clash')),
  -- The field, or the reason.
  name        text not null,
  messages    bigint not null,
  last_at     timestamptz not null,
  primary key (org_id, template_id, day, variant_id, kind, name),
  foreign key (org_id, template_id) references templates on delete cascade
);
