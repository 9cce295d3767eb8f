-- A demo organisation belongs to the organisation for which it was made, and holds invented data only.

alter table orgs add column demo_of integer references orgs (id) on delete cascade;
create unique index orgs_demo_of on orgs (demo_of) where demo_of is not null;
