-- The lock of an organisation, under which its events are processed: a row, so it lies where the rows of the organisation
-- lie. Nothing refers to it, so no check of a foreign key waits for it.
create table org_locks (
  org_id int primary key references orgs on delete cascade
);

insert into org_locks select id from orgs;
