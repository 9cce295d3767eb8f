-- A foreign key of a distributed table cannot say `on delete set null`: whoever deletes a variant frees the one that it
-- has replaced. Both have the same template, so they go together with it.

alter table variants drop constraint variants_org_id_replaced_by_fkey;
alter table variants add constraint variants_org_id_replaced_by_fkey foreign key (org_id, replaced_by) references variants (org_id, id);
