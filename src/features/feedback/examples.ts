// Examples for the OpenAPI document.

export const WEBHOOK = {
  id: '019c7a14-8e20-7a5b-b0c3-d6f18e92a470',
  name: 'Reports to the warehouse',
  sandbox: 'prod',
  channels: ['email'],
  url: 'https://example.com/feedback',
  authentication: { type: 'none', is_secret_set: false },
  headers: [],
  statuses: ['sent', 'delivered', 'bounce', 'error'],
  templates: 'all',
  except_templates: [],
  ims_org: null,
  sandbox_id: null,
  status: 'active',
  status_reason: null,
  off_since: null,
  previous_secret_valid_until: null,
  health: {
    status: 'ok',
    message: 'Deliveries are accepted.',
    waiting: 2,
    failed: 0,
    failures_in_a_row: 0,
    failing_since: null,
    tried_again_at: null,
    disabled_at: null,
    last_success_at: '2026-03-02T09:29:58.000Z',
  },
  created_at: '2026-02-20T08:30:00.000Z',
  updated_at: '2026-02-20T08:30:00.000Z',
}

export const PAYLOAD = {
  requestId: 'welcome-user-1',
  imsOrg: 'demo',
  sandbox: { id: '7d1f0c52-38ab-5e94-8a61-0b2c9d4e7f13', name: 'prod' },
  channel: 'email',
  eventType: 'message.feedback',
  messageExecution: {
    messageExecutionID: 'dgOq6QUBAAGIy3',
    messageType: 'transactional',
    campaignID: 'welcome-email',
    campaignVersionID: '01890a5d-ac96-774b-bcce-b302099a8057',
  },
  messageDeliveryFeedback: {
    feedbackStatus: { value: 'delivered' },
    offers: null,
    messageExclusion: null,
    messageFailure: null,
    retryCount: 0,
  },
  identityMap: { email: [{ id: 'ann@example.com', primary: true }] },
}

export const EXCHANGE = {
  at: '2026-03-02T09:31:10.000Z',
  took_ms: 84,
  request: {
    method: 'POST',
    url: 'https://example.com/feedback',
    headers: { 'content-type': 'application/json', 'webhook-id': '019cade3-1f60-7c92-a7b5-4d8e60f3c129' },
  },
  response: { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' },
  reason: null,
}

export const DELIVERY = {
  ...{
    id: '019cade3-1f60-7c92-a7b5-4d8e60f3c129',
    request_id: 'welcome-user-1',
    event_id: '019cadec-3f38-7a90-b6d1-2c4e8f017d35',
    decision_id: '019cade2-11c0-7c1d-8f52-3b9e0d4c7a20',
    template_id: 'welcome-email',
    feedback: 'delivered',
    state: 'delivered',
    attempts: 1,
    created_at: '2026-03-02T09:31:09.000Z',
    due_at: null,
    finished_at: '2026-03-02T09:31:10.000Z',
    status: 200,
    reason: null,
  },
  payload: PAYLOAD,
  exchanges: [EXCHANGE],
}

export const SECRET = 'whsec_ZXhhbXBsZS1zZWNyZXQtb2YtdGhlLWRvY3M='
