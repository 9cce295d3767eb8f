-- Touchpoints and their wordings. Owner: src/templates.

create table templates (
  org_id      int not null references orgs on delete cascade,
  id          text not null,
  sandbox     text not null,
  name        text not null,
  channel     text not null,
  variables   text[] not null,
  key_metric  text not null,
  algorithm   text not null,
  epsilon     float8 not null,
  split       jsonb not null,
  attribution jsonb not null,
  integration jsonb not null,
  status      text not null default 'draft',
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  foreign key (org_id, sandbox) references sandboxes
);

create table variants (
  org_id      int not null,
  id          uuid not null,
  template_id text not null,
  name        text not null,
  vars        jsonb not null,
  attrs       jsonb not null,
  themes      text[] not null,
  is_control  boolean not null default false,
  status      text not null default 'draft',
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  foreign key (org_id, template_id) references templates on delete cascade
);

create index variants_by_template on variants (org_id, template_id);
create unique index variants_one_control on variants (org_id, template_id) where is_control and status <> 'archived';
