import { describe, expect, it } from 'vitest'
import { headlineOf, type Read, type Wording } from './headline.ts'
import type { Metric } from './metrics.ts'

const plain = (text: string) => text.replaceAll('\u202f', ' ').replaceAll('\u2212', '-')

const ownMetric = (
  metric: `custom:${string}`,
  name: string,
  kind: 'rate' | 'sum',
  value: number,
  direction: 'increase' | 'decrease' = 'increase',
) => ({ metric, name, kind, direction, currency: null, messages: 100, total: 100, value })

const FIGURES = {
  ...{ decisions: 8412, sends: 8412, deliveries: 8300, opens: 3000, machine_opens: 0, clicks: 522 },
  ...{ machine_clicks: 0, conversions: 210, unsubscribes: 40, bounces: 5, complaints: 0 },
  ...{ revenue: 9337.32, revenue_by_currency: { EUR: 9337.32 }, orders: 210 },
  ...{ open_rate: 0.357, click_rate: 0.0621, conversion_rate: 0.025, unsubscribe_rate: 0.0048 },
  revenue_per_send: 1.11,
  metrics: [
    ownMetric('custom:trials', 'Trials', 'rate', 0.02),
    ownMetric('custom:minutes', 'Minutes', 'sum', 2.5),
    ownMetric('custom:tickets', 'Tickets', 'rate', 0.01, 'decrease'),
  ],
}
const TREATED = { ...FIGURES, decisions: 33_648, sends: 33_648, click_rate: 0.0668, revenue_per_send: 1.53 }

type OwnLift = NonNullable<Wording['lift']>

const wording = (name: string, best: number, lift: OwnLift | null = null): Wording => ({
  ...FIGURES,
  ...{ id: name, name, control: false, status: 'approved', themes: [], allocation: 0.5, traffic: 0.4 },
  ...{ decisions: 20_930, sends: 20_930, click_rate: 0.0695 },
  ...{
    maturing: 0,
    interval: null,
    interval_missing: null,
    chance_to_beat_control: null,
    chance_to_be_best: best,
    estimate: null,
  },
  ...{ estimate_since: null, effective_messages: 0, compared: null, blocked: null, lift },
})

const gate = (
  name: Read['gates'][number]['name'],
  ok: boolean,
  detail = 'A detail.',
  have: number | null = null,
): Read['gates'][number] => ({ name, ok, detail, have, need: 100, unit: 'messages', fix: null })

interface Shape {
  readonly metric?: Metric
  readonly relative?: number | null
  readonly interval?: readonly [number, number] | null
  readonly absolute?: number
  readonly missing?: Read['lift']['interval_missing']
  readonly amounts?: Read['amounts']
  readonly enough?: boolean
  readonly gates?: Read['gates']
  readonly variants?: readonly Wording[]
  readonly matured?: Read['matured']
  readonly status?: string
  readonly none?: boolean
  readonly few?: 'control' | 'treatment'
}

function shaped(shape: Shape): Read {
  const { metric = 'click_rate', relative = 0.075, interval = [0.01, 0.14], enough = true } = shape
  const nothing = { decisions: 0, sends: 0 }
  return {
    as_of: '2026-11-29T14:02:11.000Z',
    template: { id: 't', name: 'Welcome', key_metric: metric, status: shape.status ?? 'active' },
    ...{ currency: 'EUR', denominator: 'sends', level: 0.95, verdict: 'beats' },
    split: { method: 'internal_persistent', control_share: 0.2 },
    matured: shape.matured ?? { messages: 42_060, share: 1 },
    control: { ...FIGURES, ...(shape.none && nothing), ...(shape.few === 'control' && { sends: 31 }) },
    treatment: { ...TREATED, ...(shape.none && nothing), ...(shape.few === 'treatment' && { sends: 12 }) },
    fallback: { decisions: 0, sends: 0 },
    lift: {
      ...{ metric, relative, absolute: shape.absolute ?? null, enough_data: enough },
      ...{ interval: interval === null ? null : [...interval], interval_unbounded: interval === null },
      interval_missing: interval === null ? (shape.missing ?? 'control-may-be-zero') : null,
      chance_to_beat_control: 0.99,
    },
    amounts: shape.amounts ?? null,
    variants: [...(shape.variants ?? [wording('Short', 0.93), wording('Question', 0.05)])],
    themes: [],
    segments: null,
    gates: shape.gates ?? [gate('enough-messages', true)],
  }
}

const own = (low: number, high: number, relative = (low + high) / 2): OwnLift => ({
  relative,
  interval: [low, high],
  beats_control: low > 0,
})
const SPLIT = gate('split-as-configured', false, 'Control got 12.0 % of 900 decisions.')
const TRACKING = gate('tracking-alive', false)
const FEW = gate('enough-messages', false, 'Few.', 31)

// Shape, line, sentence.
const TABLE: readonly (readonly [string, Shape, string, string])[] = [
  ['nobody asked', { none: true }, 'no-data', 'Nobody has asked for this template yet.'],
  [
    'a draft nobody asked',
    { none: true, status: 'draft' },
    'no-data',
    'This template is a draft: nobody gets its new wordings.',
  ],
  [
    'nobody asked, gates closed',
    { none: true, gates: [SPLIT, FEW] },
    'no-data',
    'Nobody has asked for this template yet.',
  ],
  [
    'split off',
    { gates: [SPLIT] },
    'do-not-read',
    'Do not read this yet: control got 12.0 % of 900 decisions.',
  ],
  [
    'split off, beats',
    { gates: [SPLIT], interval: [0.3, 0.5] },
    'do-not-read',
    'Do not read this yet: control got 12.0 % of 900 decisions.',
  ],
  [
    'split off and few',
    { gates: [FEW, SPLIT], enough: false },
    'do-not-read',
    'Do not read this yet: control got 12.0 % of 900 decisions.',
  ],
  [
    'nothing reported',
    { gates: [TRACKING] },
    'do-not-read',
    'Messages go out, but nobody reports what people do with them.',
  ],
  [
    'nothing reported, split off first',
    { gates: [SPLIT, TRACKING] },
    'do-not-read',
    'Do not read this yet: control got 12.0 % of 900 decisions.',
  ],
  [
    'few in control',
    { gates: [FEW], enough: false, few: 'control' },
    'collecting',
    'Collecting: 31 of 100 messages in control.',
  ],
  [
    'few treated',
    { gates: [FEW], enough: false, few: 'treatment' },
    'collecting',
    'Collecting: 31 of 100 messages in the new wordings.',
  ],
  [
    'few, interval clear',
    { gates: [FEW], enough: false, interval: [0.5, 0.9], few: 'control' },
    'collecting',
    'Collecting: 31 of 100 messages in control.',
  ],
  [
    'no interval',
    { interval: null },
    'collecting',
    'Collecting: control has too few clicks to compare with.',
  ],
  [
    'no interval, unsubscribes',
    { metric: 'unsubscribe_rate', interval: null },
    'collecting',
    'Collecting: control has too few unsubscribes to compare with.',
  ],
  [
    'no lift',
    { relative: null },
    'collecting',
    'Collecting: too little is known to tell the wordings apart.',
  ],
  [
    'the demo’s interval',
    { relative: 0.4, interval: [-0.89, 28.38] },
    'collecting',
    'Collecting: too little is known to tell the wordings apart.',
  ],
  [
    '201 points wide',
    { interval: [-0.5, 1.51] },
    'collecting',
    'Collecting: too little is known to tell the wordings apart.',
  ],
  [
    '200 points wide',
    { relative: 0.5, interval: [-0.5, 1.5] },
    'open',
    'No clear difference so far: between 50 % worse and 150 % better.',
  ],
  ['beats', {}, 'pooled', 'The new wordings as a whole beat control by 8 % (1 to 14 %)'],
  [
    'beats by a little',
    { relative: 0.021, interval: [0.0004, 0.042] },
    'pooled',
    'The new wordings as a whole beat control by 2.1 % (0.04 to 5 %)',
  ],
  [
    'beats by much',
    { relative: 1.2, interval: [0.7, 1.9] },
    'pooled',
    'The new wordings as a whole beat control by 120 % (70 to 190 %)',
  ],
  [
    'behind',
    { relative: -0.06, interval: [-0.11, -0.012] },
    'pooled',
    'The new wordings as a whole are behind control by 6 % (1.2 to 11 %)',
  ],
  [
    'open',
    { relative: 0.01, interval: [-0.02, 0.04] },
    'open',
    'No clear difference so far: between 2 % worse and 4 % better.',
  ],
  [
    'touches zero',
    { relative: 0.05, interval: [0, 0.1] },
    'open',
    'No clear difference so far: between the same and 10 % better.',
  ],
  [
    'touches zero from below',
    { relative: -0.05, interval: [-0.1, 0] },
    'open',
    'No clear difference so far: between 10 % worse and the same.',
  ],
  [
    'fewer unsubscribes',
    { metric: 'unsubscribe_rate', relative: -0.12, interval: [-0.2, -0.03] },
    'pooled',
    'The new wordings as a whole have 12 % fewer unsubscribes than control (3 to 20 %)',
  ],
  [
    'more unsubscribes',
    { metric: 'unsubscribe_rate', relative: 0.12, interval: [0.03, 0.2] },
    'pooled',
    'The new wordings as a whole have 12 % more unsubscribes than control (3 to 20 %)',
  ],
  [
    'unsubscribes open',
    { metric: 'unsubscribe_rate', relative: 0.01, interval: [-0.1, 0.2] },
    'open',
    'No clear difference so far: between 20 % worse and 10 % better.',
  ],
  [
    'fewer of its own metric',
    { metric: 'custom:tickets', relative: -0.12, interval: [-0.2, -0.03] },
    'pooled',
    'The new wordings as a whole have 12 % fewer “Tickets” than control (3 to 20 %)',
  ],
  [
    'more of its own sum',
    { metric: 'custom:minutes', relative: 0.12, interval: [0.03, 0.2], absolute: 0.3 },
    'pooled',
    'The new wordings as a whole beat control by 12 % (3 to 20 %)',
  ],
  [
    'no revenue in the currency',
    { metric: 'revenue', interval: null, missing: 'no-amounts' },
    'collecting',
    'Collecting: no message has brought revenue in EUR yet.',
  ],
  [
    'more refunds than revenue',
    { metric: 'revenue', interval: null, missing: 'below-zero' },
    'collecting',
    'No comparison: refunds took more than one of the groups brought.',
  ],
  [
    'more revenue',
    { metric: 'revenue', relative: 0.38, interval: [0.1, 0.7], absolute: 0.42 },
    'pooled',
    'The new wordings as a whole earn 0.42 EUR more a message than control: 38 % (10 to 70 %)',
  ],
  [
    'less revenue',
    { metric: 'revenue', relative: -0.2, interval: [-0.4, -0.04], absolute: -0.21 },
    'pooled',
    'The new wordings as a whole earn 0.21 EUR less a message than control: 20 % (4 to 40 %)',
  ],
  [
    'revenue open',
    { metric: 'revenue', relative: 0.1, interval: [-0.3, 0.6], absolute: 0.1 },
    'open',
    'No clear difference so far: between 30 % worse and 60 % better.',
  ],
  [
    'more opens',
    { metric: 'open_rate', relative: 0.04, interval: [0.004, 0.08] },
    'pooled',
    'The new wordings as a whole beat control by 4 % (0.4 to 8 %)',
  ],
  [
    'more conversions',
    { metric: 'conversion_rate', relative: 0.5, interval: [0.2, 0.9] },
    'pooled',
    'The new wordings as a whole beat control by 50 % (20 to 90 %)',
  ],
  [
    'one wording beats',
    {
      variants: [wording('Short', 0.93, own(0.04, 0.21, 0.12)), wording('Question', 0.05, own(-0.08, 0.15))],
    },
    'wording',
    'Short beats control by 12 % (4 to 21 %)',
  ],
  [
    'one wording beats, pooled open',
    { relative: 0.01, interval: [-0.02, 0.04], variants: [wording('Short', 0.93, own(0.04, 0.21, 0.12))] },
    'wording',
    'Short beats control by 12 % (4 to 21 %)',
  ],
  [
    'one beats, but does not lead',
    { variants: [wording('Short', 0.2, own(0.04, 0.21)), wording('Question', 0.8, own(-0.01, 0.5))] },
    'pooled',
    'The new wordings as a whole beat control by 8 % (1 to 14 %)',
  ],
  [
    'the leader touches zero',
    { variants: [wording('Short', 0.93, own(0, 0.21))] },
    'pooled',
    'The new wordings as a whole beat control by 8 % (1 to 14 %)',
  ],
  [
    'the leader is behind',
    { relative: -0.06, interval: [-0.11, -0.01], variants: [wording('Short', 0.93, own(-0.2, -0.1))] },
    'pooled',
    'The new wordings as a whole are behind control by 6 % (1 to 11 %)',
  ],
  [
    'the leader’s interval is too wide',
    { variants: [wording('Short', 0.93, own(0.1, 2.2))] },
    'pooled',
    'The new wordings as a whole beat control by 8 % (1 to 14 %)',
  ],
  [
    'an archived wording beats',
    { variants: [{ ...wording('Short', 0.93, own(0.04, 0.21)), status: 'archived' }] },
    'pooled',
    'The new wordings as a whole beat control by 8 % (1 to 14 %)',
  ],
  [
    'one wording has fewer unsubscribes',
    {
      metric: 'unsubscribe_rate',
      relative: -0.02,
      interval: [-0.2, 0.1],
      variants: [wording('Short', 0.9, { ...own(-0.21, -0.04, -0.12), beats_control: true })],
    },
    'wording',
    'Short has 12 % fewer unsubscribes than control (4 to 21 %)',
  ],
  [
    'one wording, gates closed',
    { gates: [SPLIT], variants: [wording('Short', 0.93, own(0.04, 0.21))] },
    'do-not-read',
    'Do not read this yet: control got 12.0 % of 900 decisions.',
  ],
  [
    'the lead of nobody',
    { variants: [] },
    'pooled',
    'The new wordings as a whole beat control by 8 % (1 to 14 %)',
  ],
  [
    'only ready-to-ship is closed',
    { gates: [gate('ready-to-ship', false)] },
    'pooled',
    'The new wordings as a whole beat control by 8 % (1 to 14 %)',
  ],
]

describe('the headline', () => {
  it('has a table of at least 40 shapes', () => expect(TABLE.length).toBeGreaterThanOrEqual(40))
  it.each(TABLE)('%s', (_, shape, line, say) => {
    const found = headlineOf(shaped(shape))
    expect([found.line, plain(found.say)]).toEqual([line, say])
  })
})

describe('the second line', () => {
  it('gives the rates of both groups', () => {
    expect(plain(headlineOf(shaped({})).more)).toBe(
      '6.68 % of 33 648 messages were clicked, against 6.21 % of 8 412 with today’s wording.',
    )
  })
  it('gives the pooled lift under the lift of one wording', () => {
    const variants = [wording('Short', 0.93, own(0.04, 0.21, 0.12))]
    expect(plain(headlineOf(shaped({ variants })).more)).toBe(
      '6.95 % of its 20 930 messages were clicked, against 6.21 % of 8 412 with today’s wording. All new wordings as a whole: +8 % (1 to 14 %).',
    )
  })
  it('gives amounts a message', () => {
    const shape = { metric: 'revenue', relative: 0.38, interval: [0.1, 0.7], absolute: 0.42 } as const
    expect(plain(headlineOf(shaped(shape)).more)).toBe(
      '1.53 EUR a message over 33 648 messages, against 1.11 EUR over 8 412 with today’s wording.',
    )
    const amounts = {
      ...{ currency: 'EUR', capped_at: 120, capped_mean: { control: 1.02, treatment: 1.4 } },
      orders_in_other_currencies: {},
    }
    expect(plain(headlineOf(shaped({ ...shape, amounts })).more)).toContain(
      'Larger amounts than 120.00 EUR count as 120.00 EUR in the comparison.',
    )
  })
  it('says how many messages the comparison rests on while windows are open', () => {
    const shape = { metric: 'conversion_rate', matured: { messages: 8100, share: 0.19 } } as const
    expect(plain(headlineOf(shaped(shape)).more)).toContain('8 100 messages have one.')
  })
})
