-- Notes of people on the charts of a template. Owner: src/features/annotations.

create table annotations (
  org_id      int not null,
  id          bigint generated always as identity,
  template_id text not null,
  at          timestamptz not null,
  text        text not null,
  by          text not null,
  created_at  timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, template_id) references templates on delete cascade
);

create index annotations_by_template on annotations (org_id, template_id, at desc);
