// Examples for the OpenAPI document.

export const DELIVERY = {
  id: '019cade2-2b18-7d3f-8c60-a4e91f7b5d02',
  request_id: 'welcome-user-1',
  template_id: 'welcome-email',
  copy_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  decision_id: '019cade2-11c0-7c1d-8f52-3b9e0d4c7a20',
  transport: 'smtp',
  channel: 'email',
  user_id: 'user-1',
  email: 'ann@example.com',
  phone: null,
  state: 'sent',
  attempts: 1,
  created_at: '2026-03-02T09:30:00.000Z',
  due_at: null,
  finished_at: '2026-03-02T09:30:01.000Z',
  status: 250,
  reason: null,
  message_id: '<019cade2@mail.example.com>',
}

export const DELIVERY_DETAIL = {
  ...DELIVERY,
  vars: {
    subject: 'Ann, your first bag is on us',
    preheader: 'Pick one of five roasts.',
    button: 'Choose a roast',
  },
  tries: [
    {
      started_at: '2026-03-02T09:30:00.400Z',
      ended_at: '2026-03-02T09:30:01.000Z',
      state: 'sent',
      status: 250,
      reason: null,
    },
  ],
  reports: [
    {
      event_id: '019cadec-3f38-7a90-b6d1-2c4e8f017d35',
      platform: 'events',
      type: 'click',
      native_event: 'email_clicked',
      at: '2026-03-02T09:41:04.000Z',
      reason: null,
    },
  ],
}

export const TRANSPORT = {
  slug: 'smtp',
  name: 'SMTP',
  platform: null,
  configured: true,
  missing: [],
  paused: null,
  settings: [
    {
      key: 'host',
      label: 'Server',
      required: true,
      help: 'The name of the mail server.',
      kind: 'text',
      value: 'smtp.example.com',
      is_set: true,
    },
  ],
  integration: [{ key: 'from', label: 'From', required: true, help: 'The sender of the message.' }],
}
