import { beforeAll, describe, expect, it } from 'vitest'
import { createOrg, createTemplate, processInbox } from '../../../../test/factories.ts'
import { useServer } from '../../../../test/scene.ts'
import { DAY_MS, MINUTE_MS } from '../../../lib/duration.ts'

const START = Date.parse('2026-11-10T08:02:00Z')
const BASE = '/api/v1/orgs/acme/templates/welcome'
const PEOPLE = 480
// The rule knows three countries; a text that it does not know, and nothing.
const COUNTRIES = ['us', 'USA', 'de', 'fr', 'atlantis', undefined] as const

const test = useServer()

interface Sum {
  readonly kind: string
  readonly value: string | null
  readonly control: Figures
  readonly treatment: Figures
  readonly lift: {
    readonly relative: number | null
    readonly interval: number[] | null
    readonly verdict: string
  }
}
interface Figures {
  readonly decisions: number
  readonly messages: number
  readonly total: number
  readonly value: number | null
}

// What each group of each country did, counted by the test itself.
const expected = new Map<string, { decisions: number; clicks: number; revenue: number }>()

const RULES = [
  {
    ...{ name: 'country', type: 'string' },
    options: [{ value: 'US', aliases: ['USA'] }, { value: 'de' }, { value: 'fr' }],
  },
  { name: 'tags', type: 'list', options: [{ value: 'sport' }, { value: 'music' }] },
  { name: 'letters', type: 'string', options: [...'abcdefghijklmnop'].map(value => ({ value })) },
  { name: 'who', type: 'string', source: 'E-Mail', options: [{ value: 'ann@example.com' }] },
]
// The first eight are twice as frequent, for the second of every two rounds goes to them.
const letterOf = (user: number) => 'abcdefghijklmnop'[user % 32 < 16 ? user % 16 : user % 8]
const TAGS = ['sport,music', 'sport', '']

beforeAll(async () => {
  test.setNow(new Date(START))
  await createOrg(test, 'acme')
  for (const rule of RULES)
    expect((await test.call('POST', '/api/v1/orgs/acme/attributes', rule)).status).toBe(201)
  const { controlId } = await createTemplate(test, 'acme', 'welcome', {
    split: { method: 'internal_random', control_share: 0.5 },
  })
  for (let user = 0; user < PEOPLE; user++) await meet(user, controlId)
  await processInbox(test)
  test.setNow(new Date(START + 5 * DAY_MS))
})

/** Somebody gets a message, and everybody of a certain number clicks or pays. */
async function meet(user: number, controlId: string | undefined): Promise<void> {
  const at = new Date(START + Math.floor(user / 120) * DAY_MS + (user % 120) * MINUTE_MS)
  test.setNow(at)
  const who = { user_id: `user-${user}`, tracking_id: `t-${user}` }
  const country = COUNTRIES[user % COUNTRIES.length]
  const { body } = await test.call('POST', '/api/generate/acme', {
    ...{ template_id: 'welcome', ...who },
    attrs: { ...(country !== undefined && { country }), letters: letterOf(user), tags: TAGS[user % 3] },
  })
  const arm = body.copy.id === controlId ? 'control' : 'treatment'
  const clicks = user % (arm === 'control' ? 5 : 2) === 0
  const revenue = user % 10 === 0 ? user + 1 : 0
  const events = [
    { event: 'email_sent' },
    ...(clicks ? [{ event: 'email_clicked' }] : []),
    ...(revenue > 0 ? [{ event: 'purchase', value: revenue, currency: 'USD' }] : []),
  ]
  for (const event of events)
    await test.call('POST', '/api/webhook/events/acme', {
      ...{ ...event, event_id: `${user} ${event.event}`, timestamp: at.toISOString(), ...who },
    })
  const key = `${country === 'USA' ? 'us' : (country ?? 'none')} ${arm}`
  const sum = expected.get(key) ?? { decisions: 0, clicks: 0, revenue: 0 }
  expected.set(key, {
    decisions: sum.decisions + 1,
    clicks: sum.clicks + Number(clicks),
    revenue: sum.revenue + revenue,
  })
}

const results = async (query: string) => {
  const reply = await test.call('GET', `${BASE}/results?${query}`)
  expect(reply.status).toBe(200)
  return reply.body
}
const sumOf = (rows: readonly Sum[], arm: 'control' | 'treatment', of: 'decisions' | 'messages' | 'total') =>
  rows.reduce((sum, row) => sum + row[arm][of], 0)

describe('GET /results?segment=', () => {
  it('has the figures of each value that the rule names, of all others and of none', async () => {
    const { segments } = await results('segment=country')
    expect(segments).toMatchObject({
      ...{ attribute: 'country', level: 0.95, has_overlap: false },
      covers: { decisions: PEOPLE, from: null },
    })
    const rows: readonly Sum[] = segments.rows
    expect(rows.map(({ kind, value }) => [kind, value])).toEqual([
      ['value', 'us'],
      ['value', 'de'],
      ['value', 'fr'],
      ['others', null],
      ['none', null],
    ])
    for (const { kind, value, ...row } of rows)
      for (const arm of ['control', 'treatment'] as const) {
        const own = expected.get(`${kind === 'others' ? 'atlantis' : (value ?? 'none')} ${arm}`)
        expect(row[arm]).toEqual({
          ...{ decisions: own?.decisions, messages: own?.decisions, total: own?.clicks },
          value: (own?.clicks ?? 0) / (own?.decisions ?? 0),
        })
      }
  })

  it.each(['click_rate', 'conversion_rate', 'revenue'])('adds up to the whole, by %s', async metric => {
    const whole = await results(`metric=${metric}&segment=country`)
    for (const arm of ['control', 'treatment'] as const) {
      expect(sumOf(whole.segments.rows, arm, 'decisions')).toBe(whole[arm].decisions)
      expect(sumOf(whole.segments.rows, arm, 'messages')).toBe(whole[arm].sends)
      const total = { click_rate: 'clicks', conversion_rate: 'conversions', revenue: 'revenue' }[metric]
      expect(sumOf(whole.segments.rows, arm, 'total')).toBeCloseTo(whole[arm][total ?? ''], 9)
    }
  })

  it('adds up over a period too', async () => {
    const from = new Date(START + DAY_MS).toISOString()
    const whole = await results(
      `from=${from}&to=${new Date(START + 3 * DAY_MS).toISOString()}&segment=country`,
    )
    expect(sumOf(whole.segments.rows, 'treatment', 'decisions')).toBe(whole.treatment.decisions)
    expect(whole.treatment.decisions).toBeGreaterThan(50)
    expect(whole.treatment.decisions).toBeLessThan(PEOPLE / 2)
  })

  it('compares only where both groups have a hundred messages, and widens for all rows together', async () => {
    const { segments, lift } = await results('segment=tags')
    expect(segments.has_overlap).toBe(true)
    const [sport, music, none] = segments.rows as readonly Sum[]
    expect([sport?.value, music?.value, none?.kind]).toEqual(['sport', 'music', 'none'])
    // Two of three have it, 160 or so in each group.
    expect(sport?.lift.relative).toBeCloseTo(
      (sport?.treatment.value ?? 0) / (sport?.control.value ?? 1) - 1,
      9,
    )
    const width = ([low = 0, high = 0]: readonly number[] = []) => high - low
    expect(width(sport?.lift.interval ?? [])).toBeGreaterThan(width(lift.interval))
    expect(none?.lift).toEqual({ relative: null, interval: null, verdict: 'collecting' })
  })

  it('has at most twelve rows: the largest values, and all others together', async () => {
    const { segments, treatment, control } = await results('segment=letters')
    const rows: readonly Sum[] = segments.rows
    expect(rows).toHaveLength(12)
    expect(
      rows
        .map(({ value }) => value)
        .slice(0, 8)
        .toSorted(),
    ).toEqual([...'abcdefgh'])
    expect(rows.at(-1)).toMatchObject({ kind: 'others', value: null })
    expect(sumOf(rows, 'treatment', 'messages')).toBe(treatment.sends)
    expect(sumOf(rows, 'control', 'total')).toBe(control.clicks)
  })

  it('is refused for an attribute without a rule, and for one that names people', async () => {
    const unknown = await test.call('GET', `${BASE}/results?segment=plan`)
    expect(unknown).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ field: '/segment' }] },
    })
    expect(unknown.body.detail).toContain('There are: country, letters, tags.')
    const people = await test.call('GET', `${BASE}/results?segment=who`)
    expect(people.status).toBe(400)
    expect(people.body.detail).toContain('names people')
    expect(JSON.stringify(people.body)).not.toContain('ann@')
  })

  it('is a table of CSV with the same figures', async () => {
    const { segments } = await results('segment=country')
    const { status, body } = await test.call('GET', `${BASE}/results.csv?table=segments&segment=country`)
    expect(status).toBe(200)
    const [head, ...lines] = String(body).trim().split('\r\n')
    expect(head).toBe(
      'attribute,kind,value,control_decisions,control_messages,control_total,control_value,treatment_decisions,treatment_messages,treatment_total,treatment_value,lift,lift_low,lift_high,lift_verdict',
    )
    const rows: readonly Sum[] = segments.rows
    expect(lines).toEqual(
      rows.map(({ kind, value, control, treatment, lift }) =>
        [
          ...['country', kind, value ?? ''],
          ...[control, treatment].flatMap(({ decisions, messages, total, value: rate }) => [
            ...[decisions, messages, total, rate],
          ]),
          ...[lift.relative ?? '', lift.interval?.[0] ?? '', lift.interval?.[1] ?? '', lift.verdict],
        ].join(','),
      ),
    )
    const none = await test.call('GET', `${BASE}/results.csv?table=segments`)
    expect(none).toMatchObject({ status: 400, body: { errors: [{ field: '/segment' }] } })
  })
})
