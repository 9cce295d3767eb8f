-- Who decided a recommendation, in words. Null: decided before this was kept, or by a setting.
alter table recommendations add column decided_by_name text;
