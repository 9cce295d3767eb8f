-- Organisations and who may speak for them. Owner: src/orgs.

create table orgs (
  id             int generated always as identity primary key,
  slug           text not null unique,
  name           text not null,
  timezone       text not null default 'UTC',
  currency       text not null default 'USD',
  attribution    jsonb not null,
  retention      jsonb not null,
  config_version bigint not null default 1,
  created_at     timestamptz not null default now()
);

create table sandboxes (
  org_id     int not null references orgs on delete cascade,
  name       text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, name)
);

create table api_keys (
  org_id       int not null references orgs on delete cascade,
  id           text not null,
  name         text not null,
  scopes       text[] not null,
  secret_hash  text not null,
  created_at   timestamptz not null default now(),
  primary key (org_id, id)
);

create table attribute_rules (
  org_id     int not null references orgs on delete cascade,
  name       text not null,
  rule       jsonb not null,
  created_at timestamptz not null default now(),
  primary key (org_id, name)
);

-- Secrets inside are encrypted; see src/http/secrets.ts.
create table platform_settings (
  org_id     int not null references orgs on delete cascade,
  platform   text not null,
  settings   jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (org_id, platform)
);

-- What the installation itself has to remember, such as the hash of its generated admin key.
create table instance_settings (
  key   text primary key,
  value text not null
);
