// Examples for the OpenAPI document.

export const EVENT = {
  id: '019cadec-3f38-7a90-b6d1-2c4e8f017d35',
  platform: 'cio',
  type: 'click',
  native_event: 'email.clicked',
  name: null,
  dedupe_key: '7a1c0de54b2f9e60',
  occurred_at: '2026-03-02T09:41:04.000Z',
  received_at: '2026-03-02T09:41:07.000Z',
  user_id: 'user-1',
  email: 'ann@example.com',
  message_id: 'dgOq6QUBAAGIy3',
  tracking_id: 'welcome-user-1',
  campaign_id: '23',
  template_ref: '42',
  channel: 'email',
  machine: false,
  value: null,
  currency: null,
  outcome: 'counted',
  reason: null,
  matched_by: 'tracking-id',
  decision_id: '019cade2-11c0-7c1d-8f52-3b9e0d4c7a20',
  template_id: 'welcome-email',
  variant_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  why_not: null,
  request_id: '019cadec-4010-7e22-9a07-61c3d5b8f942',
  properties: { url: 'https://shop.example.com/roasts?trk=welcome-user-1' },
}

export const REQUEST = {
  id: '019cadec-4010-7e22-9a07-61c3d5b8f942',
  platform: 'cio',
  received_at: '2026-03-02T09:41:07.000Z',
  processed_at: '2026-03-02T09:41:08.000Z',
  outcome: 'counted',
  standing: 'counted',
  reason: null,
  took_ms: 412,
  subject: 'us••',
  subject_ref: '~kq3Yw1pJm0nB6vVw2m8aQe4rC5Zb7Tg1Lr0dX9sF2hU4',
  template_id: 'welcome-email',
  variant_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  size_bytes: 312,
  sample: false,
  attempts: 1,
  items: [
    {
      outcome: 'counted',
      type: 'click',
      native_event: 'email.clicked',
      name: null,
      reason: null,
      fix: null,
      event_id: '019cadec-3f38-7a90-b6d1-2c4e8f017d35',
    },
  ],
}

const STEPS = [
  { step: 'verified', ok: true, detail: 'The call proved that it comes from Customer.io.', data: null },
  { step: 'read', ok: true, detail: 'Read as a click.', data: { type: 'click' } },
  { step: 'mapped', ok: true, detail: 'Its name needs no rule.', data: null },
  { step: 'deduplicated', ok: true, detail: 'It was not reported before.', data: null },
  {
    step: 'matched',
    ok: true,
    detail: 'It belongs to a message of "welcome-email", found by its tracking id.',
    data: { decision_id: '019cade2-11c0-7c1d-8f52-3b9e0d4c7a20', template_id: 'welcome-email' },
  },
  { step: 'in_window', ok: true, detail: 'Reports about a message have no window.', data: null },
  { step: 'counted', ok: true, detail: 'It counts as a click.', data: null },
]

export const REQUEST_DETAIL = {
  ...REQUEST,
  items: REQUEST.items.map(item => ({ ...item, steps: STEPS, near_misses: [] })),
  masked: false,
  address_prefix: null,
  actions: { replay: { allowed: true, reason: null } },
  headers: { 'content-type': 'application/json', 'x-cio-timestamp': '1772444467' },
  query: {},
  body: {
    encoding: 'utf-8',
    text: '{"event_id":"7a1c0de54b2f9e60","object_type":"email","metric":"clicked","timestamp":1772444464,"data":{"customer_id":"user-1"}}',
  },
  events: [EVENT],
}

export const EVENT_NAME = {
  platform: 'events',
  event: 'order_completed',
  native_event: 'order_completed',
  type: 'conversion',
  name: 'purchase',
  status: 'mapped',
  rule: {
    platform: 'events',
    event: 'order_completed',
    type: 'conversion',
    name: 'purchase',
    revenue_field: 'total',
  },
  count: 128,
  first_seen: '2026-02-20T09:02:41.000Z',
  last_seen: '2026-03-02T09:41:07.000Z',
  request_id: '019cadec-4010-7e22-9a07-61c3d5b8f942',
  sample: { event: 'order_completed', user_id: '…', total: 39.95 },
}

export const REPLAY = {
  id: '019cadee-12a0-7b64-93d8-0f7c2e5a1b46',
  state: 'running',
  filter: { platform: 'events' },
  total: 480,
  done: 120,
  changed: 36,
  counted: 31,
  created_at: '2026-03-02T09:43:00.000Z',
  finished_at: null,
  finished: false,
}
