// Examples for the OpenAPI document.

export const DIAGNOSTICS = {
  as_of: '2026-03-02T09:30:00.000Z',
  denominator: 'sends' as const,
  gates: [
    {
      name: 'enough-messages' as const,
      ok: true,
      detail: 'Control has 1,000 messages and treatment 8,950; each has at least 100.',
      have: 1000,
      need: 100,
      unit: 'messages' as const,
      fix: null,
    },
  ],
  guardrails: [
    {
      variant_id: '01890a5d-ac96-774b-bcce-b302099a8057',
      name: 'First bag on us',
      metric: 'unsubscribe_rate' as const,
      count: 20,
      messages: 6490,
      rate: 0.0031,
      control_rate: 0.004,
      blocked: false,
    },
  ],
  never_clicked: [],
  reports: {
    events: 5000,
    since: '2026-03-01T22:10:00.000Z',
    unmatched: 12,
    counted: 4100,
    outside_window: 9,
    before_send: 0,
  },
  unreported: {
    from: '2026-02-23T08:00:00.000Z',
    to: '2026-03-02T08:00:00.000Z',
    decisions: 9800,
    sends: 9720,
    share: 0.0082,
  },
  unmapped: {
    count: 1,
    names: [
      {
        platform: 'segment',
        event: 'Plan Upgraded',
        count: 41,
        last_seen: '2026-03-02T09:12:00.000Z',
      },
    ],
  },
  delay: {
    success: 'conversion',
    responses: 491,
    points: [
      { days: 0.25, share: 0.4 },
      { days: 2, share: 0.9 },
    ],
    p50_days: 0.5,
    p90_days: 2,
    window: { offset_days: 0, lookback_days: 14 },
  },
  drift: null,
}
