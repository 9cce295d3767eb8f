-- Who changed what. Owner: src/features/audit.

create table audit_entries (
  id          uuid primary key,
  -- Null while an organisation is being created, and when that failed.
  org_id      int references orgs on delete cascade,
  at          timestamptz not null,
  actor_kind  text not null,
  actor_id    text not null,
  actor_name  text not null,
  action      text not null,
  object_type text not null,
  object_id   text,
  template_id text,
  state       text not null,
  status      int,
  -- Names of the fields in the body of the request, without their values: a secret that was replaced shows here only.
  fields      text[] not null,
  before      jsonb,
  after       jsonb,
  ip_prefix   text,
  constraint audit_actor_kind check (actor_kind in ('user', 'key', 'operator', 'system')),
  constraint audit_state check (state in ('started', 'done', 'failed', 'refused'))
);

create index audit_entries_by_org on audit_entries (org_id, id);
create index audit_entries_by_object on audit_entries (org_id, object_type, object_id, id);
create index audit_entries_by_template on audit_entries (org_id, template_id, id) where template_id is not null;
