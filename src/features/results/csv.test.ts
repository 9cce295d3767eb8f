import { expect, it } from 'vitest'
import { usedAs } from '../../core/measure/measures.ts'
import { csvOf } from './csv.ts'
import { COUNT_NAMES, type Figures } from './schema/figures.ts'
import type { VariantResult } from './schema/variant.ts'

const figures: Figures = {
  ...({
    ...Object.fromEntries(COUNT_NAMES.map(name => [name, 0])),
    ...{ revenue: 0, revenue_by_currency: {}, orders: 0, revenue_per_send: null },
    ...Object.fromEntries(usedAs('rate').map(({ rate }) => [rate, null])),
  } as Omit<Figures, 'metrics'>),
  metrics: [],
}

const variant = (given: Partial<VariantResult>): VariantResult => ({
  ...figures,
  id: 'v1',
  name: 'Plain',
  control: false,
  status: 'approved',
  themes: [],
  allocation: null,
  traffic: null,
  maturing: 0,
  interval: null,
  interval_missing: null,
  lift: null,
  chance_to_beat_control: null,
  chance_to_be_best: null,
  estimate: null,
  estimate_since: null,
  effective_messages: 0,
  compared: null,
  blocked: null,
  ...given,
})

const csv = (...variants: VariantResult[]) =>
  csvOf({ variants, currency: 'USD', denominator: 'sends', amounts: null })
const cells = (given: Partial<VariantResult>) => {
  const [names = '', values = ''] = csv(variant(given)).split('\r\n')
  return Object.fromEntries(names.split(',').map((name, at) => [name, values.split(',')[at]]))
}

it('has a header, one row a variant, and ends every line as RFC 4180 asks', () => {
  const lines = csv(variant({}), variant({ id: 'v2' })).split('\r\n')
  expect(lines).toHaveLength(4)
  expect(lines[0]).toMatch(/^id,name,control,status,themes,allocation,traffic,decisions,sends,/)
  expect(lines[2]).toMatch(/^v2,Plain,false,approved,,,,0,/)
  expect(lines[3]).toBe('')
})

it('writes plain numbers, and empty cells for unknown values', () => {
  const known = {
    sends: 1200,
    revenue: -12.5,
    revenue_by_currency: { EUR: 3, USD: -12.5 },
    open_rate: 0.25,
    interval: [-0.1, 0.3],
    themes: ['warm', 'short'],
  }
  expect(cells(known)).toMatchObject({
    sends: '1200',
    currency: 'USD',
    revenue: '-12.5',
    revenue_by_currency: 'EUR 3; USD -12.5',
    open_rate: '0.25',
    click_rate: '',
    interval_low: '-0.1',
    interval_high: '0.3',
    themes: 'warm; short',
    denominator: 'sends',
  })
})

it('adds new columns at the end, so that the positions of old columns stay the same', () => {
  const reason = 'People unsubscribe from it.'
  const blocked = {
    metric: 'unsubscribe_rate',
    chance: 0.99,
    rate: 0.04,
    control_rate: 0.01,
    reason,
  } as const
  const lift = { relative: 0.12, interval: [0.04, 0.21], beats_control: true }
  const known = variant({
    ...{ estimate: 0.05, effective_messages: 900.5, blocked, lift },
    estimate_since: '2026-01-05T00:00:00.000Z',
  })
  const [names, values] = csv(known).split('\r\n')
  expect(names).toMatch(
    /,chance_to_be_best,estimate,effective_messages,blocked,lift,lift_low,lift_high,beats_control,estimate_since,compared_since,compared_estimate,compared_low,compared_high,interval_missing,amounts_capped_at$/,
  )
  expect(values).toMatch(
    /,0\.05,900\.5,People unsubscribe from it\.,0\.12,0\.04,0\.21,true,2026-01-05T00:00:00\.000Z,,,,,,$/,
  )
})

it('quotes commas, quotes and line breaks', () => {
  expect(csv(variant({ name: 'Say "hi", now\nplease' }))).toContain('v1,"Say ""hi"", now\nplease",false')
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1'])('keeps a spreadsheet from calculating %j', name => {
  expect(csv(variant({ name }))).toContain(`v1,'${name},false`)
})

it('turns a quoted formula into text', () => {
  expect(csv(variant({ name: '=HYPERLINK("http://x","y")' }))).toContain(
    `v1,"'=HYPERLINK(""http://x"",""y"")",false`,
  )
})
