-- Refunds, and values of events that cannot be read. Owner of events: src/features/ingest.
--
-- Adding a column without a default and a constraint that is not valid yet touches no row. It needs the table for a moment.

do $$
begin
  for attempt in 1..200 loop
    begin
      perform set_config('lock_timeout', case when attempt < 200 then '300ms' else '0' end, true);
      lock table events in access exclusive mode;
      exit;
    exception when lock_not_available or deadlock_detected then
      perform pg_sleep(0.2);
    end;
  end loop;
  perform set_config('lock_timeout', '0', true);
end $$;

-- What could not be read in the event, in sentences. `reason` begins with it.
alter table events add column notes text;

alter table events drop constraint if exists events_outcome;
alter table events drop constraint if exists events_type;
alter table events add constraint events_outcome check (outcome in ('counted', 'noted', 'ignored', 'unmatched', 'preview',
  'not-listened', 'outside-window', 'unreadable')) not valid;
alter table events add constraint events_type check (type in ('send', 'delivery', 'open', 'click', 'conversion', 'refund', 'custom',
  'unsubscribe', 'subscribe', 'preference_change', 'bounce', 'complaint', 'dropped', 'failed', 'deferred', 'reply', 'dismiss',
  'control', 'handshake', 'user_deletion', 'ignored')) not valid;
