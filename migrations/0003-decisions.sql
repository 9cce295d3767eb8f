-- What was answered to whom. Owner: src/generate.

create table decisions (
  org_id        int not null,
  id            uuid not null,
  decided_at    timestamptz not null,
  template_id   text not null,
  variant_id    uuid,
  arm           text not null,
  counted       boolean not null,
  reason        text not null,
  propensity    float8 not null,
  model_version bigint not null,
  user_key      text,
  email         text,
  tracking_id   text,
  attrs         jsonb not null,
  windows       jsonb,
  primary key (org_id, id, decided_at)
) partition by range (decided_at);

create index decisions_by_user on decisions (org_id, user_key, decided_at);
create index decisions_by_email on decisions (org_id, email, decided_at) where email is not null;
create index decisions_by_tracking on decisions (org_id, tracking_id) where tracking_id is not null;

-- The same message key gives the same decision, whichever process is asked.
create table message_keys (
  org_id      int not null,
  key         text not null,
  decision_id uuid not null,
  expires_at  timestamptz not null,
  primary key (org_id, key)
) with (fillfactor = 90);

create index message_keys_by_expiry on message_keys (expires_at) where expires_at < 'infinity';
