-- Rendered messages for the preview frame of the console, for two minutes. Owner: src/features/templates.
-- Unlogged: a crash may lose them, and writing them costs no log.
create unlogged table preview_pages (
  org_id     int not null references orgs on delete cascade,
  id         uuid not null,
  html       text not null,
  expires_at timestamptz not null,
  primary key (org_id, id)
);

create index preview_pages_by_expiry on preview_pages (expires_at);
