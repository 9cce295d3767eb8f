-- Since when a feedback webhook is paused or disabled. Null: it is active, or stopped before this was kept.
alter table feedback_webhooks add column off_since timestamptz;
