-- People who sign in to the console. Owner: src/features/accounts.

create table users (
  id            uuid primary key,
  -- Lower case.
  email         text not null unique,
  name          text not null,
  -- A PHC string. Null: the person signs in with OpenID Connect only, or has not chosen a password yet.
  password_hash text,
  -- Operators may create organisations.
  is_operator   boolean not null default false,
  oidc_issuer   text,
  oidc_subject  text,
  created_at    timestamptz not null default now(),
  unique (oidc_issuer, oidc_subject)
);

create table memberships (
  org_id     int not null references orgs on delete cascade,
  user_id    uuid not null references users on delete cascade,
  role       text not null constraint memberships_role check (role in ('viewer', 'editor', 'engineer', 'admin')),
  created_at timestamptz not null default now(),
  primary key (org_id, user_id)
);
create index memberships_of_user on memberships (user_id);

create table sessions (
  -- SHA-256 of the token in the cookie.
  token_hash text primary key,
  -- The name of the session for its owner. It gives no access.
  id         uuid not null unique,
  user_id    uuid not null references users on delete cascade,
  created_at timestamptz not null,
  seen_at    timestamptz not null,
  address    text not null,
  agent      text not null
);
create index sessions_of_user on sessions (user_id);

-- Addresses with a secret: whoever opens one may do one thing, once.
create table account_links (
  -- SHA-256 of the token in the address.
  token_hash text primary key,
  id         uuid not null unique,
  kind       text not null constraint account_links_kind check (kind in ('setup', 'invitation', 'reset', 'sign-in')),
  -- Of an invitation.
  org_id     int references orgs on delete cascade,
  email      text,
  role       text constraint account_links_role check (role in ('viewer', 'editor', 'engineer', 'admin')),
  -- Of a reset and a sign-in.
  user_id    uuid references users on delete cascade,
  -- The name of who made it.
  made_by    text,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index account_links_of_org on account_links (org_id, id);
create index account_links_of_user on account_links (user_id);
