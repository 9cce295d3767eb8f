-- An address that is used as a user id is in lower case from now on. Messages of the last 90 days, for which conversions
-- may still count, stay findable: their former spelling is linked to the new one. This reads decisions and writes none.
insert into person_links (org_id, user_id, email)
select distinct org_id, user_key, lower(user_key) from decisions
where decided_at > now() - interval '90 days' and user_key like '%_@_%._%' and user_key <> lower(user_key)
  and user_key !~ '\s'
on conflict do nothing;
