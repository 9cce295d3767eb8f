-- One truth per event name: which channel counts where webhooks and exports of a warehouse report the same events.
-- Owners: orgs of src/features/orgs, events and channel_days of src/features/ingest.
--
-- A constant default and a constraint that is not valid yet touch no row. They need the table for a moment.

do $$
begin
  for attempt in 1..200 loop
    begin
      perform set_config('lock_timeout', case when attempt < 200 then '300ms' else '0' end, true);
      lock table events, inbound_requests in access exclusive mode;
      exit;
    exception when lock_not_available or deadlock_detected then
      perform pg_sleep(0.2);
    end;
  end loop;
  perform set_config('lock_timeout', '0', true);
end $$;

-- Whether an export of a warehouse reported the event, not a webhook.
alter table events add column is_exported boolean not null default false;

alter table events drop constraint if exists events_outcome;
alter table events add constraint events_outcome check (outcome in ('counted', 'noted', 'ignored', 'unmatched', 'preview',
  'not-listened', 'outside-window', 'unreadable', 'compared')) not valid;

alter table inbound_requests drop constraint if exists inbound_requests_outcome;
alter table inbound_requests add constraint inbound_requests_outcome check (outcome in ('counted', 'noted', 'ignored', 'unmatched',
  'preview', 'not-listened', 'outside-window', 'duplicate', 'rejected', 'unreadable', 'failed', 'mixed', 'empty', 'unconfirmed',
  'confirmed', 'compared')) not valid;

-- [{event, platform, channel, since}]
alter table orgs add column channels jsonb not null default '[]';

-- Stored events by the day on which they happened, in UTC, and by the channel that reported them.
create table channel_days (
  org_id    int not null references orgs on delete cascade,
  type      text not null,
  -- Of conversions and custom events; '' for others.
  name      text not null,
  day       date not null,
  platform  text not null,
  webhook   bigint not null,
  warehouse bigint not null,
  primary key (org_id, type, name, day, platform)
);
