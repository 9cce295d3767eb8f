import { describe, expect, it } from 'vitest'
import { historyOf, spanOf, type Trace, windowOf } from './entries.ts'

const decision = (id: string, at: string) =>
  ({
    decision_id: id,
    decided_at: at,
    sent_at: null,
    window: { offset_days: 3, lookback_days: 14 },
  }) as Trace['decisions'][number]
const event = (id: string, type: string, at: string) =>
  ({ id, type, occurred_at: null, received_at: at }) as Trace['events'][number]
const trace = (given: Partial<Trace>): Trace =>
  ({ decisions: [], events: [], attributions: [], ...given }) as unknown as Trace

describe('the history of a person', () => {
  const first = trace({
    decisions: [decision('d1', '2026-03-01T10:00:00Z')],
    events: [event('o1', 'open', '2026-03-01T11:00:00Z'), event('p1', 'conversion', '2026-03-05T11:00:00Z')],
    attributions: [{ event_id: 'p1', decision_id: 'd1', metric: 'conversion', reason: 'It was the latest.' }],
  })

  it('is in one order, and knows what counts for what', () => {
    const entries = historyOf([first, first])
    expect(entries.map(({ kind, id }) => [kind, id])).toEqual([
      ['conversion', 'p1'],
      ['report', 'o1'],
      ['message', 'd1'],
    ])
    expect(entries[0]).toMatchObject({ credits: [{ decision_id: 'd1', reason: 'It was the latest.' }] })
  })

  it('has the window of each message, and a span with air', () => {
    const [from, to] = windowOf(decision('d1', '2026-03-01T00:00:00Z')) ?? []
    expect([new Date(from ?? 0).toISOString(), new Date(to ?? 0).toISOString()]).toEqual([
      '2026-03-04T00:00:00.000Z',
      '2026-03-15T00:00:00.000Z',
    ])
    const now = Date.parse('2026-03-11T10:00:00Z')
    const [begin, end] = spanOf(historyOf([first]), now)
    expect(begin).toBeLessThan(Date.parse('2026-03-01T10:00:00Z'))
    expect(end).toBeGreaterThan(now)
    expect(spanOf([], now)[0]).toBeLessThan(now)
  })
})
