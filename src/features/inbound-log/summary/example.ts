// Example for the OpenAPI document.

export const SUMMARY = {
  from: '2026-03-02T09:41:00.000Z',
  to: '2026-03-02T09:43:00.000Z',
  interval: 'minute',
  complete_since: null,
  total: 41,
  ...{ counted: 34, kept: 5, attention: 2, waiting: 0 },
  buckets: [
    { at: '2026-03-02T09:41:00.000Z', counted: 18, kept: 3, attention: 0, waiting: 0 },
    { at: '2026-03-02T09:42:00.000Z', counted: 16, kept: 2, attention: 2, waiting: 0 },
  ],
  by_outcome: { counted: 34, duplicate: 5, refused: 2 },
  by_reason: [{ reason: 'bad-signature', count: 2 }],
  by_platform: { cio: 30, itbl: 11 },
}
