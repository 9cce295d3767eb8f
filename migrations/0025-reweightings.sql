-- Why the division of traffic changed, and the share of control at that time. The configuration is part of the key:
-- a division changes with the wordings too, and then the counts have no new version.
alter table allocations
  add column reason text,
  add column control_share double precision,
  add column config_version bigint not null default 0;
alter table allocations drop constraint allocations_pkey;
alter table allocations add constraint allocations_pkey primary key (org_id, template_id, version, config_version);
