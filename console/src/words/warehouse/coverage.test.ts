import { describe, expect, it } from 'vitest'
import {
  agreementInWords,
  choiceInWords,
  countsInWords,
  differenceInWords,
  likelyPlatform,
  withChoice,
} from './coverage.ts'

const plain = (text: string) => text.replaceAll('\u202f', ' ')
const reporter = (platform: string, webhook: number, warehouse: number, choice: object | null = null) => ({
  ...{ platform, webhook, warehouse },
  choice: choice && { event: 'open', channel: 'warehouse' as const, ...choice },
})

it.each([
  [{ event: 'open', channel: 'warehouse' }, 'Exports'],
  [
    { event: 'open', channel: 'warehouse', since: '2026-03-01T00:00:00Z' },
    'Exports from 2026-03-01, webhooks before',
  ],
  [
    { event: '*', channel: 'webhook', since: '2026-03-01T00:00:00Z' },
    'Webhooks from 2026-03-01, exports before',
  ],
] as const)('%j is "%s"', (choice, text) => expect(choiceInWords(choice)).toBe(text))

describe('which channel counts for a name', () => {
  it.each([
    [[reporter('itbl', 9, 0)], 'Webhooks'],
    [[reporter('itbl', 9, 8, {})], 'Exports'],
    [[reporter('itbl', 9, 8)], 'Nobody has chosen'],
    [[reporter('itbl', 9, 8, {}), reporter('cio', 3, 0)], 'Differs by platform'],
    [[reporter('itbl', 9, 8, {}), reporter('cio', 3, 2)], 'Nobody has chosen'],
  ] as const)('%#', (reporters, text) => expect(countsInWords(reporters).text).toBe(text))
})

it.each([
  [24, '+24'],
  [-1204, '−1 204'],
  [0, '0'],
])('a difference of %s is "%s"', (difference, text) =>
  expect(plain(differenceInWords(difference))).toBe(text),
)

describe('how far both agree', () => {
  const day = (webhook: number, warehouse: number, both: number | null) => ({ webhook, warehouse, both })
  it.each([
    [
      [day(1180, 1204, 1171), day(50, 0, 0), day(20, 30, null)],
      'On the 2 days that both report, 96.5 % of the events are in both: 1 171 of 1 213.',
    ],
    [
      [day(10_000, 9999, 9999)],
      'On the one day that both report, 99.9 % of the events are in both: 9 999 of 10 000.',
    ],
    [[day(3, 3, null)], 'Parley compares single events once somebody has chosen which of them counts.'],
    [[day(3, 0, 0)], 'On no day do both report it, so there is nothing to compare.'],
  ])('%#', (days, text) => expect(plain(agreementInWords(days))).toBe(text))
})

describe('a new choice', () => {
  const wanted = { event: 'open', platform: null, channel: 'webhook', since: null } as const
  const other = { event: 'click', channel: 'warehouse' } as const
  const ofItbl = { event: 'Open', platform: 'itbl', channel: 'warehouse' } as const
  const ofCio = { event: 'open', platform: 'cio', channel: 'warehouse' } as const
  const made = { event: 'open', platform: null, channel: 'webhook' }

  it('for every platform replaces those for single ones', () =>
    expect(withChoice([ofItbl, other, ofCio], wanted)).toEqual([other, made]))

  it('for a platform leaves the others', () =>
    expect(withChoice([ofItbl, other, ofCio], { ...wanted, platform: 'itbl', since: '2026-03-01' })).toEqual([
      ...[other, ofCio],
      { ...made, platform: 'itbl', since: '2026-03-01T00:00:00Z' },
    ]))

  it.each([
    [[reporter('itbl', 1, 1), reporter('cio', 1, 0)], 'itbl'],
    [[reporter('itbl', 1, 0), reporter('events', 0, 1)], null],
    [[reporter('itbl', 1, 1), reporter('cio', 1, 1)], null],
    [[reporter('itbl', 1, 1), reporter('cio', 1, 0, { platform: 'cio' })], 'cio'],
  ])('is about the platform of the export: %#', (reporters, platform) =>
    expect(likelyPlatform(reporters)).toBe(platform),
  )
})
