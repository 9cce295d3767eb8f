// Examples for the OpenAPI document.

const HOUR = {
  choices: 2010,
  reports: 2580,
  events: 2600,
  counted: 2418,
  repeated: 104,
  latency_p95_ms: 4,
}

export const OVERVIEW = {
  as_of: '2026-03-02T09:30:00.000Z',
  range: '30d' as const,
  level: 0.95,
  live: 1,
  beating: 1,
  by_status: { draft: 0, active: 1, shipped: 0, archived: 0 },
  templates: [
    {
      id: 'welcome-email',
      name: 'Welcome email',
      channel: 'email',
      sandbox: 'prod',
      status: 'active',
      key_metric: 'click_rate' as const,
      platforms: ['cio'],
      split_method: 'internal_persistent',
      as_of: '2026-03-02T09:29:55.000Z',
      figures: {
        messages: 9950,
        denominator: 'sends' as const,
        verdict: 'beats' as const,
        lift: { relative: 0.958, interval: [0.62, 1.36], chance_to_beat_control: 0.999 },
        ahead: [
          {
            variant_id: '01890a5d-ac96-774b-bcce-b302099a8057',
            name: 'First bag on us',
            relative: 1.283,
            interval: [0.71, 2.04],
          },
        ],
        progress: { have: 1000, need: 100 },
      },
      leader: { variant_id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'First bag on us', traffic: 0.729 },
      blocked: [],
      last_report_at: '2026-03-02T09:29:50.000Z',
      open_recommendations: 1,
      created_at: '2026-02-20T08:10:00.000Z',
      updated_at: '2026-02-20T08:20:00.000Z',
    },
  ],
  last_24h: { ...HOUR, by_hour: [{ at: '2026-03-02T09:00:00.000Z', ...HOUR }] },
  needs_you: [
    {
      kind: 'recommendation' as const,
      subject: 'Welcome email',
      since: '2026-03-02T08:00:00.000Z',
      detail:
        '“First bag on us” beats control by 128.3 % (71.0 to 204.0 %), and it is the best of all, control included, with a chance of 98.2 %.',
      link: '/o/acme/recommendations?template=welcome-email',
    },
  ],
}
