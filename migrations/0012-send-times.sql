-- When people respond, and what was answered about when to send. Owners: src/attribution (messages, send_hours), src/delay (send_times).

-- A person's first click, else first opening.
alter table messages add column responded_at timestamptz;

update messages m set responded_at = first.at
from (select org_id, decision_id, decided_at,
        coalesce(min(occurred_at) filter (where metric = 'click'), min(occurred_at)) as at
      from attributions where metric in ('click', 'open', 'impression') and not machine group by 1, 2, 3) first
where (m.org_id, m.decision_id, m.decided_at) = (first.org_id, first.decision_id, first.decided_at);

-- Sums of messages by the hour (of UTC) of sending and of the response, so that they fit every time zone.
create table send_hours (
  org_id      int not null,
  template_id text not null,
  hour        timestamptz not null,
  sends       bigint not null,
  responses   bigint not null,
  primary key (org_id, template_id, hour)
) with (fillfactor = 70);

insert into send_hours
select m.org_id, m.template_id, date_trunc('hour', moment, 'UTC'), sum(sent), sum(responded)
from messages m join decisions d on (d.org_id, d.id, d.decided_at) = (m.org_id, m.decision_id, m.decided_at)
  cross join lateral (values (m.sent_at, 1, 0), (m.responded_at, 0, 1)) as seen (moment, sent, responded)
where d.counted and moment is not null group by 1, 2, 3;

-- The same question gets the same answer for some minutes, whichever process is asked.
create table send_times (
  org_id     int not null,
  -- The user id or address that was asked about; empty for nobody in particular.
  user_key   text not null,
  -- What was asked, hashed.
  question   text not null,
  send_at    timestamptz not null,
  explored   boolean not null,
  expires_at timestamptz not null,
  primary key (org_id, user_key, question)
) with (fillfactor = 90);

create index send_times_by_expiry on send_times (expires_at);
