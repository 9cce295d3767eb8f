-- What waits is read in the order in which it is due, however much of it is due at the same moment.
create index feedback_deliveries_in_turn on feedback_deliveries (org_id, webhook_id, due_at, seq) where state = 'waiting';
drop index feedback_deliveries_due;

-- Begins with the webhook, unlike any other: without statistics the planner would take another one that begins alike.
create index feedback_deliveries_of_request on feedback_deliveries (webhook_id, request_id, seq) where state = 'waiting';
drop index feedback_deliveries_in_order;

-- How many were given up is asked for whenever somebody looks at a webhook, and among all that was ever delivered.
create index feedback_deliveries_failed on feedback_deliveries (org_id, webhook_id) where state = 'failed';
