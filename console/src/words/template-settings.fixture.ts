import type { TemplateView } from '../../../src/features/templates/schema.ts'

/** A template as the API shows it. */
export const TEMPLATE: TemplateView = {
  id: 'welcome-email',
  name: 'Welcome email',
  channel: 'email',
  sandbox: 'prod',
  variables: ['subject'],
  key_metric: 'click_rate',
  algorithm: 'adaptive',
  epsilon: 0.02,
  learning: {},
  split: { method: 'internal_persistent', control_share: 0.1 },
  attribution: { lookback_days: null, offset_days: null, conversion_events: [] },
  integration: {},
  status: 'active',
  created_at: '2026-02-20T08:10:00.000Z',
  updated_at: '2026-02-20T08:20:00.000Z',
}
