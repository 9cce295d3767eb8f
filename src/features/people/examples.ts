// Examples for the OpenAPI document.

export const REF = '~kq3Yw1pJm0nB6vVw2m8aQe4rC5Zb7Tg1Lr0dX9sF2hU4'

export const DECISION = {
  decision_id: '019cade2-11c0-7c1d-8f52-3b9e0d4c7a20',
  decided_at: '2026-03-02T09:30:00.000Z',
  sent_at: '2026-03-02T09:30:05.000Z',
  template_id: 'welcome-email',
  variant_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  variant_name: 'First bag on us',
  replaced_by: null,
  arm: 'treatment',
  control: false,
  counted: true,
  reason: 'bandit',
  propensity: 0.64,
  model_version: 57,
  tracking_id: 'welcome-user-1',
  window: { offset_days: 0, lookback_days: 14 },
  attrs: { plan: ['premium'] },
  facts: {
    delivered: true,
    opened: true,
    machine_opened: false,
    clicked: true,
    machine_clicked: false,
    converted: false,
    unsubscribed: false,
    bounced: false,
    complained: false,
    revenue: {},
  },
}
