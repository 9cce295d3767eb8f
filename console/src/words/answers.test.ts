import { describe, expect, it } from 'vitest'
import { type AnswerFacts, QUESTIONS } from './answers.ts'

const NOW = Date.parse('2026-11-29T14:00:00Z')
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString()

const NOTHING: AnswerFacts = {
  org: 'acme',
  now: NOW,
  platforms: [],
  expected: [],
  unmapped: [],
  templates: [],
}
const LIVE: AnswerFacts = {
  ...NOTHING,
  platforms: [
    {
      ...{ slug: 'cio', name: 'Customer.io', configured: true },
      health: {
        ...{ status: 'live', message: 'Customer.io sends calls as usual.' },
        ...{ last_received_at: minutesAgo(2), refused_24h: 12 },
      },
    },
  ],
  expected: [
    {
      platform: 'Customer.io',
      events: [
        { type: 'send', name: 'sent', last_seen_at: minutesAgo(2) },
        { type: 'conversion', name: 'converted', last_seen_at: null },
      ],
    },
  ],
  unmapped: ['plan_upgraded'],
  templates: [
    {
      ...{ name: 'Welcome', status: 'active' },
      attribution: { lookback_days: 14, offset_days: 3, conversion_events: ['purchase'] },
    },
    {
      ...{ name: 'Trial', status: 'draft' },
      attribution: { lookback_days: null, offset_days: null, conversion_events: [] },
    },
  ],
}

const look = (id: string, facts: AnswerFacts) =>
  QUESTIONS.find(question => question.id === id)
    ?.look(facts)
    .map(({ tone, text }) => `${tone}: ${text}`)

describe('the answers', () => {
  it.each([
    ['webhook-never-fires', NOTHING, ['look: No platform has called yet. Every address ends in /acme.']],
    ['webhook-never-fires', LIVE, ['fine: Customer.io called 2 min ago. Customer.io sends calls as usual.']],
    ['no-events', NOTHING, ['plain: No platform reports yet.']],
    ['no-events', LIVE, ['look: Customer.io has never reported converted.']],
    ['credentials', NOTHING, ['fine: Parley has refused no call in the last 24 hours.']],
    [
      'credentials',
      LIVE,
      ['look: Parley refused 12 calls of Customer.io in the last 24 hours: the credential did not fit.'],
    ],
    [
      'no-conversions',
      LIVE,
      [
        'look: No conversion was ever reported.',
        'look: No result shows plan_upgraded. If one of them is a conversion, say so.',
      ],
    ],
    ['low-conversions', LIVE, ['plain: Welcome counts purchase, from day 3 to day 14 after the message.']],
    ['everybody-gets-control', LIVE, ['look: These are drafts: Trial.']],
    ['everybody-gets-control', NOTHING, []],
  ])('%s', (id, facts, said) => expect(look(id, facts)).toEqual(said))

  it('each have an address of their own, and something to check', () => {
    expect(new Set(QUESTIONS.map(({ id }) => id)).size).toBe(QUESTIONS.length)
    for (const { checks, link } of QUESTIONS) expect([checks.length > 0, link.path[0]]).toEqual([true, '/'])
  })
})
