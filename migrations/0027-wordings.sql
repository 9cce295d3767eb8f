-- Texts of variants over time, and what recent calls sent. Owners: src/features/templates, src/features/call-samples.

create table variant_versions (
  org_id      int not null,
  variant_id  uuid not null,
  version     int not null,
  vars        jsonb not null,
  -- Who wrote this text: a user, a key, or nobody known.
  changed_by  text,
  changed_at  timestamptz not null,
  primary key (org_id, variant_id, version),
  foreign key (org_id, variant_id) references variants on delete cascade
);

-- Fields and attributes of recent calls, by template. Values that could name a person are replaced before they are stored.
create table call_samples (
  org_id      int not null,
  template_id text not null,
  id          uuid not null,
  fields      jsonb not null,
  attrs       jsonb not null,
  primary key (org_id, template_id, id),
  foreign key (org_id, template_id) references templates on delete cascade
);
