-- What people decided about the traffic of a template: shipped, frozen, set by hand, resumed. Owner: src/features/templates/traffic.

create table traffic_changes (
  org_id      int not null,
  id          bigint generated always as identity,
  template_id text not null,
  kind        text not null check (kind in ('ship', 'freeze', 'weights', 'resume')),
  at          timestamptz not null,
  by          text not null,
  note        text,
  -- The shipped variant.
  variant_id  uuid,
  -- Status, algorithm, epsilon, weights, and the status of each variant: undoing needs both.
  before      jsonb not null,
  after       jsonb not null,
  undone_at   timestamptz,
  primary key (org_id, id),
  foreign key (org_id, template_id) references templates on delete cascade
);

create index traffic_changes_by_template on traffic_changes (org_id, template_id, id desc);
