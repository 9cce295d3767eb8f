-- Columns that hold one of a closed set of words say which. `test/closed-sets.test.ts` compares them with the code.
--
-- Constraints that are not valid yet look at new rows only, so adding them takes no time. It needs every one of these tables
-- for a moment, though: either all at once or none, so that nobody waits for long and nobody waits in a circle.

do $$
begin
  for attempt in 1..200 loop
    begin
      perform set_config('lock_timeout', case when attempt < 200 then '300ms' else '0' end, true);
      lock table decisions, inbound_requests, events, messages, variant_counts, variant_revenue, cohort_counts, message_amounts,
        amount_sums, templates, variants, profile_writes, feedback_webhooks, feedback_deliveries, deliveries, recommendations
        in access exclusive mode;
      exit;
    exception when lock_not_available or deadlock_detected then
      perform pg_sleep(0.2);
    end;
  end loop;
  perform set_config('lock_timeout', '0', true);
end $$;

alter table decisions add constraint decisions_arm check (arm in ('control', 'treatment', 'fallback')) not valid;
alter table messages add constraint messages_arm check (arm in ('control', 'treatment', 'fallback')) not valid;
alter table variant_counts add constraint variant_counts_arm check (arm in ('control', 'treatment', 'fallback')) not valid;
alter table variant_revenue add constraint variant_revenue_arm check (arm in ('control', 'treatment', 'fallback')) not valid;
alter table cohort_counts add constraint cohort_counts_arm check (arm in ('control', 'treatment')) not valid;
alter table message_amounts add constraint message_amounts_arm check (arm in ('control', 'treatment')) not valid;
alter table amount_sums add constraint amount_sums_arm check (arm in ('control', 'treatment')) not valid;

-- Of a call: the outcome that its items share, or one of the last seven.
alter table inbound_requests add constraint inbound_requests_outcome check (outcome in ('counted', 'noted', 'ignored', 'unmatched',
  'preview', 'not-listened', 'outside-window', 'duplicate', 'rejected', 'unreadable', 'failed', 'mixed', 'empty', 'unconfirmed',
  'confirmed')) not valid;
alter table events add constraint events_outcome check (outcome in ('counted', 'noted', 'ignored', 'unmatched', 'preview',
  'not-listened', 'outside-window')) not valid;
alter table events add constraint events_type check (type in ('send', 'delivery', 'open', 'click', 'conversion', 'custom',
  'unsubscribe', 'subscribe', 'preference_change', 'bounce', 'complaint', 'dropped', 'failed', 'deferred', 'reply', 'dismiss',
  'control', 'handshake', 'user_deletion', 'ignored')) not valid;
alter table events add constraint events_matched_by check (matched_by in ('decision', 'tracking-id', 'message-id', 'campaign',
  'person')) not valid;

alter table templates add constraint templates_status check (status in ('draft', 'active', 'shipped', 'archived')) not valid;
alter table variants add constraint variants_status check (status in ('draft', 'approved', 'archived')) not valid;
alter table recommendations add constraint recommendations_kind check (kind in ('ship', 'archive', 'add-variants',
  'too-many-variants', 'check-tracking', 'drift')) not valid;
alter table recommendations add constraint recommendations_status check (status in ('open', 'accepted', 'dismissed', 'withdrawn',
  'applied')) not valid;
alter table recommendations add constraint recommendations_decided_by check (decided_by in ('person', 'setting')) not valid;

alter table profile_writes add constraint profile_writes_state check (state in ('intended', 'waiting', 'sent', 'superseded',
  'dead')) not valid;
alter table deliveries add constraint deliveries_state check (state in ('queued', 'sending', 'sent', 'unknown', 'dead',
  'canceled')) not valid;
alter table feedback_deliveries add constraint feedback_deliveries_state check (state in ('waiting', 'delivered', 'failed')) not valid;
alter table feedback_webhooks add constraint feedback_webhooks_status check (status in ('active', 'paused', 'disabled')) not valid;
