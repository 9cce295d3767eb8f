-- Decisions that got a name of their person after they were made, from a repetition of their request. Their names
-- become links, and then the row goes. Owner: src/features/attribution; src/features/generate adds.

create table named_later (
  org_id      int not null references orgs on delete cascade,
  decision_id uuid not null,
  decided_at  timestamptz not null,
  primary key (org_id, decision_id)
);
