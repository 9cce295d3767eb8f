-- What organisations have told of the fate of their messages. Owner: src/feedback.

-- Whether a sandbox may have more than one feedback webhook.
alter table orgs add column several_feedback_webhooks boolean not null default false;

-- Secrets inside `authentication`, `headers` and the signing secrets are sealed; see src/http/secrets.ts.
create table feedback_webhooks (
  org_id          int not null references orgs on delete cascade,
  id              uuid not null,
  sandbox         text not null,
  name            text not null,
  channels        text[] not null,
  url             text not null,
  authentication  jsonb not null,
  headers         jsonb not null,
  -- Null: all of the sandbox.
  templates       text[],
  ims_org         text,
  sandbox_id      text,
  secret          text not null,
  previous_secret text,
  previous_until  timestamptz,
  -- active; paused by somebody, or by the receiver's 410; disabled after days of failure.
  status          text not null default 'active',
  status_reason   text,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  -- One process at a time delivers to one webhook. In the future: somebody is at it.
  leased_until    timestamptz not null default 'epoch',
  -- The circuit breaker: until then nothing is tried.
  open_until      timestamptz not null default 'epoch',
  -- Calls that failed one after the other in a way that concerns the endpoint.
  failures        int not null default 0,
  -- Since when nothing has been accepted; null while deliveries are.
  failing_since   timestamptz,
  -- The last warning of that.
  warned_at       timestamptz,
  last_success_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, sandbox) references sandboxes
);

create index feedback_webhooks_by_sandbox on feedback_webhooks (org_id, sandbox);

create table feedback_deliveries (
  org_id       int not null,
  -- What the receiver gets as webhook-id, every time.
  id           uuid not null,
  -- Deliveries of one request go out in this order.
  seq          bigint generated always as identity,
  webhook_id   uuid not null,
  -- SHA-256 of what tells the event from others: a repetition or a replay of it is not sent again.
  event_key    text not null,
  event_id     uuid not null,
  decision_id  uuid not null,
  template_id  text not null,
  request_id   text not null,
  feedback     text not null,
  -- The exact body, the same at every attempt.
  payload      text not null,
  created_at   timestamptz not null,
  -- waiting, delivered, failed.
  state        text not null default 'waiting',
  -- Since it was queued, or put back by somebody.
  attempts     int not null default 0,
  first_tried_at timestamptz,
  due_at       timestamptz not null,
  finished_at  timestamptz,
  -- Of the last attempt.
  status       int,
  reason       text,
  primary key (org_id, id),
  unique (org_id, webhook_id, event_key),
  foreign key (org_id, webhook_id) references feedback_webhooks on delete cascade
);

create index feedback_deliveries_due on feedback_deliveries (org_id, webhook_id, due_at) where state = 'waiting';
create index feedback_deliveries_in_order on feedback_deliveries (org_id, webhook_id, request_id, seq) where state = 'waiting';
create index feedback_deliveries_by_webhook on feedback_deliveries (org_id, webhook_id, seq);
create index feedback_deliveries_by_decision on feedback_deliveries (org_id, decision_id);
create index feedback_deliveries_by_event on feedback_deliveries (org_id, event_id);
create index feedback_deliveries_by_age on feedback_deliveries (org_id, finished_at) where state <> 'waiting';

create table feedback_attempts (
  org_id      int not null,
  delivery_id uuid not null,
  at          timestamptz not null,
  took_ms     int not null,
  -- Without secrets. The body is the delivery's payload.
  request     jsonb not null,
  -- Null when there was none; then the reason says why.
  response    jsonb,
  reason      text,
  foreign key (org_id, delivery_id) references feedback_deliveries on delete cascade
);

create index feedback_attempts_by_delivery on feedback_attempts (org_id, delivery_id, at);
