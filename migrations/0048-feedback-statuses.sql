-- Which outcomes a feedback webhook reports, and the templates that are left out where all are reported. Present
-- webhooks go on reporting every outcome; new ones report neither exclude nor delay unless they are asked to.
alter table feedback_webhooks
  add column statuses text[] not null default '{sent,delivered,bounce,error,exclude,delay}'
    check (statuses <@ '{sent,delivered,bounce,error,exclude,delay}'::text[] and statuses <> '{}'),
  add column except_templates text[] not null default '{}';
alter table feedback_webhooks alter column statuses set default '{sent,delivered,bounce,error}';
