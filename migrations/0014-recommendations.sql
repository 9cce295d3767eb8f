-- What the figures advise, for a person to accept or dismiss. Owner: src/recommendations.

create table recommendations (
  org_id      int not null,
  id          uuid not null,
  template_id text not null,
  kind        text not null,
  -- A variant, a segment, or '' for nothing in particular.
  subject     text not null,
  reason      text not null,
  -- Of a decided one: what it was decided on.
  evidence    jsonb not null,
  -- open, accepted, dismissed, withdrawn or applied.
  status      text not null,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  decided_at  timestamptz,
  -- person, or setting: learning.auto_archive.
  decided_by  text,
  note        text,
  primary key (org_id, id),
  unique (org_id, template_id, kind, subject),
  foreign key (org_id, template_id) references templates on delete cascade
);
