import { PAYLOAD } from '../../../src/features/feedback/examples.ts'
import type { TestApp } from '../../app.ts'

/** The id of the webhook, which is part of its page's address. */
export const WEBHOOK = '01a1ffff-0000-7000-8000-000000000001'

/** Messages and feedback deliveries in every state, and an erasure that waits, as some weeks of sending leave them. */
export async function addOutbound({ services }: TestApp, slug: string, made: string): Promise<void> {
  const { id: org = 0 } = services.catalog.known(slug) ?? {}
  const query = (text: string, values: readonly unknown[]) => services.db.query({ text, values })
  await query(`update feedback_webhooks set id = $2 where id = $1`, [made, WEBHOOK])
  await query(
    `insert into deliveries (org_id, request_hash, request_id, id, created_at, template_id, transport, channel, decision_id, variant_id,
       email, vars, state, due_at, finished_at, status, reason, attempts, tries)
     select $1, 'hash-' || n, 'order-' || n, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000800000000000' || lpad(n::text, 4, '0'))::uuid,
       at, 'welcome-email', 'smtp', 'email', gen_random_uuid(), gen_random_uuid(), 'person' || n || '@example.com',
       '{"subject":"Your order is on its way","text":"It arrives on Tuesday."}', state, at, case when state <> 'queued' then at end,
       case state when 'sent' then 250 when 'dead' then 550 end,
       case state when 'dead' then 'The server answered 550: no such user.' when 'unknown' then 'The process that was sending it ended in the middle, so it may have been sent.' end,
       1, jsonb_build_array(jsonb_build_object('started_at', at, 'ended_at', at, 'state', state, 'status', 250, 'reason', null))
     from (select n, now() - make_interval(mins => n * 37) as at,
             case when n % 11 = 0 then 'dead' when n % 29 = 0 then 'unknown' else 'sent' end as state from generate_series(1, 90) n) as made`,
    [org],
  )
  await query(
    `with made as (
       insert into feedback_deliveries (org_id, id, webhook_id, event_key, event_id, decision_id, template_id, request_id, feedback, payload,
         created_at, due_at, state, status, reason, attempts, finished_at)
       select $1, (lpad(to_hex((extract(epoch from now() - make_interval(mins => n * 23)) * 1000)::bigint), 12, '0') || '7000800000000001' || lpad(n::text, 4, '0'))::uuid, $2, n::text, gen_random_uuid(), gen_random_uuid(), 'welcome-email', 'order-' || n,
         case when n % 7 = 0 then 'bounce' else 'delivered' end, $3, now() - make_interval(mins => n * 23), now() + interval '9 hours',
         case when n % 13 = 0 then 'failed' when n < 4 then 'waiting' else 'delivered' end,
         case when n % 13 = 0 or n < 4 then 503 else 204 end,
         case when n % 13 = 0 or n < 4 then 'The receiver answered with status 503.' end, 1, now()
       from generate_series(1, 80) n returning id, created_at, status, reason)
     insert into feedback_attempts (org_id, delivery_id, at, took_ms, request, response, reason)
     select $1, id, created_at, 84, '{"method":"POST","url":"https://orders.example.com/hooks/parley","headers":{"content-type":"application/json"}}',
       jsonb_build_object('status', status, 'headers', '{}'::jsonb, 'body', ''), reason from made`,
    [org, WEBHOOK, JSON.stringify(PAYLOAD)],
  )
  await query(
    `insert into parked_erasures (org_id, id, platform, request_id, received_at, user_key, addresses, ids, decisions, events)
     select $1, gen_random_uuid(), 'cio', gen_random_uuid(), now() - interval '3 hours', 'team@example.com', 1, 8, 41, 93`,
    [org],
  )
  await query(`update feedback_webhooks set last_success_at = now() - interval '92 minutes' where id = $1`, [
    WEBHOOK,
  ])
}
