-- The variant that has taken the place of this one: people had got its text, and the text was changed. Figures refer to
-- the id of a variant, so each of the two keeps its own. If the new one is deleted, the former can be used again.

alter table variants
  add column replaced_by uuid,
  add foreign key (org_id, replaced_by) references variants on delete set null (replaced_by),
  add constraint variants_replaced check (replaced_by is null or status = 'archived');

create unique index variants_by_successor on variants (org_id, replaced_by) where replaced_by is not null;
