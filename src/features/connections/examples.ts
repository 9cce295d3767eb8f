// Examples for the OpenAPI document.

export const PLATFORM = {
  slug: 'cio',
  name: 'Customer.io',
  endpoint_url: 'https://parley.example.com/api/webhook/cio/demo',
  configured: true,
  missing: [],
  settings: [
    {
      key: 'signing_key',
      label: 'Webhook signing key',
      kind: 'secret',
      required: true,
      help: 'In Customer.io: Data & Integrations > Integrations > Reporting Webhooks, on the page of the webhook.',
      value: null,
      several: true,
      is_set: true,
      last_four: '91ac',
    },
  ],
  integration: [
    {
      key: 'campaign_id',
      label: 'Campaign ID',
      help: 'The campaign that sends the message; reports name it campaign_id. Several ids are separated by commas.',
      where: 'In Customer.io, in the address of the campaign.',
    },
  ],
  guide: {
    template_id: 'welcome-email',
    notice: null,
    steps: [
      {
        key: 'activate',
        title: 'Activate the action',
        text: 'Open the settings of the Send and receive data action and change its Sending behavior from Draft to Send automatically.',
        expect: 'People who enter the workflow get the attributes, and this template counts decisions.',
        optional: false,
        settings: [],
        integration: [],
        state: 'done',
        evidence: 'A message was reported as sent: 1204 messages in the last 24 hours.',
        since: '2026-03-02T09:41:07.000Z',
      },
    ],
    snippets: [
      {
        key: 'url',
        step: 'activate',
        scope: null,
        title: 'URL of the request',
        where: 'Send and receive data > Add Request',
        language: 'text',
        code: 'https://parley.example.com/api/generate/demo',
      },
    ],
    causes: [
      {
        key: 'address',
        title: 'The address cannot be reached from outside',
        text: 'Customer.io calls from the internet.',
        step: 'activate',
      },
    ],
  },
  rungs: [{ key: 'asked', last_at: '2026-03-02T09:41:05.000Z', count_24h: 1260 }],
  health: {
    status: 'live',
    message: 'Customer.io sends calls as usual.',
    last_received_at: '2026-03-02T09:41:07.000Z',
    last_counted_at: '2026-03-02T09:41:07.000Z',
    usual: { gap_minutes: 1, per_hour: { low: 40, high: 620 } },
    received_24h: 8412,
    unreadable_24h: 0,
    refused_24h: 0,
  },
}

export const HEALTH = {
  items: [
    {
      slug: 'cio',
      name: 'Customer.io',
      endpoint_url: PLATFORM.endpoint_url,
      configured: true,
      missing: [],
      health: PLATFORM.health,
    },
  ],
}
