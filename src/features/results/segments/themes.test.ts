import { beforeAll, describe, expect, it } from 'vitest'
import { createOrg, createTemplate, processInbox } from '../../../../test/factories.ts'
import { useServer } from '../../../../test/scene.ts'
import { HOUR_MS } from '../../../lib/duration.ts'
import { createId } from '../../../lib/id.ts'
import { snapshotsOf } from '../../../worker-wiring.ts'
import { refreshSnapshots } from '../../overview/refresh.ts'

const START = Date.parse('2026-11-10T00:05:00Z')
const BASE = '/api/v1/orgs/acme/templates/welcome'

const test = useServer()

interface Given {
  readonly variantId: string | undefined
  readonly share: number
  readonly openRate: number
}

/** A stretch of 400 messages. Each wording gets its share of them, and its rate of opens. */
async function send(orgId: number, stretch: number, given: readonly Given[]): Promise<void> {
  const decidedAt = new Date(START + stretch * 6 * HOUR_MS)
  for (const [place, { variantId, share, openRate }] of given.entries()) {
    const keys = Array.from({ length: Math.round(400 * share) }, (_, at) => `${stretch} ${place} ${at}`)
    await Promise.all(
      keys.map(
        key =>
          test.services.ledger.record({
            ...{ id: createId(decidedAt.getTime()), orgId, decidedAt, templateId: 'welcome', counted: true },
            ...{ variantId: variantId ?? null, arm: place === 0 ? 'control' : 'treatment', reason: 'bandit' },
            ...{
              propensity: share,
              modelVersion: 1,
              userKey: null,
              email: null,
              trackingId: key,
              attrs: '{}',
            },
            ...{ windows: null, messageKey: null, keyExpiresAt: null, cell: '', table: undefined },
            ...{ tableRow: null, epsilon: null, personBucket: 0 },
          }).kept,
      ),
    )
    const timestamp = new Date(decidedAt.getTime() + 60_000).toISOString()
    for (const key of keys.slice(0, Math.round(openRate * keys.length)))
      await test.call('POST', '/api/webhook/events/acme', {
        ...{ event: 'email_opened', event_id: key, tracking_id: key, timestamp },
      })
  }
}

let variantIds: readonly string[] = []

// “Short” is twice as good as control. It has two wordings: the second joins late, as all rates double, and then gets most
// of the traffic. “Plain” is as good as control.
beforeAll(async () => {
  test.setNow(new Date(START))
  await createOrg(test, 'acme')
  const orgId = (await test.services.catalog.findOrg('acme'))?.id ?? 0
  const made = await createTemplate(test, 'acme', 'welcome', { key_metric: 'open_rate' }, 4)
  variantIds = made.variantIds
  const [first, second, plain, unused] = variantIds
  const themes = [['short', 'offer'], ['short'], ['plain'], ['never sent']]
  for (const [at, id] of [first, second, plain, unused].entries())
    await test.call('PATCH', `${BASE}/variants/${id}`, { themes: themes[at] })
  for (let stretch = 0; stretch < 8; stretch++) {
    const rate = stretch < 4 ? 0.2 : 0.4
    const of = (variantId: string | undefined, share: number, times: number): Given => ({
      ...{ variantId, share, openRate: rate * times },
    })
    await send(orgId, stretch, [
      of(made.controlId, 0.25, 1),
      ...(stretch < 4
        ? [of(first, 0.5, 2), of(plain, 0.25, 1)]
        : [of(first, 0.1, 2), of(second, 0.5, 2), of(plain, 0.15, 1)]),
    ])
  }
  await processInbox(test)
  test.setNow(new Date(START + 3 * 24 * HOUR_MS))
})

const resultsOf = async (query = '') => (await test.call('GET', `${BASE}/results${query}`)).body

it('the home page names the wordings that beat control, with the lifts of the results', async () => {
  await refreshSnapshots(snapshotsOf(test.services))
  const { body } = await test.call('GET', '/api/v1/orgs/acme/overview?range=all')
  const { variants } = await resultsOf()
  const ahead: readonly { readonly variant_id: string; readonly relative: number }[] =
    body.templates[0].figures.ahead
  expect(ahead).not.toEqual([])
  for (const { variant_id, ...found } of ahead) {
    const { name, lift } = variants.find(({ id }: { id: string }) => id === variant_id)
    const { beats_control, ...own } = lift
    expect({ ...found, beats_control }).toEqual({ name, ...own, beats_control: true })
  }
  const beating = variants.filter(
    ({ lift }: { lift: { beats_control: boolean } | null }) => lift?.beats_control,
  )
  expect(ahead).toHaveLength(beating.length)
})

describe('the themes of the results', () => {
  it('have the figures of their wordings', async () => {
    const { themes, variants } = await resultsOf()
    const of = (id: string | undefined) => variants.find((each: { id: string }) => each.id === id)
    const [first, second] = variantIds
    const short = themes.find(({ theme }: { theme: string }) => theme === 'short')
    expect(themes.map(({ theme }: { theme: string }) => theme)).toEqual(['short', 'offer', 'plain'])
    const messages = of(first).decisions + of(second).decisions
    expect(short).toMatchObject({
      ...{ kind: 'theme', wordings: 2, decisions: messages, messages },
      ...{ total: of(first).opens + of(second).opens },
      value: (of(first).opens + of(second).opens) / messages,
    })
  })

  it('are compared over the same time: a wording that joined in better days is not better for that', async () => {
    const { themes } = await resultsOf()
    const [short, offer, plain] = themes
    for (const { lift } of [short, offer]) expect(lift.relative).toBeCloseTo(1, 6)
    expect(plain.lift.relative).toBeCloseTo(0, 6)
    expect(short.lift).toMatchObject({ verdict: 'beats' })
    expect(short.lift.interval[0]).toBeGreaterThan(0)
    expect(plain.lift).toMatchObject({ verdict: 'no-clear-difference' })
    // Against the wordings without the theme.
    expect(short.lift_over_others.relative).toBeCloseTo(1, 6)
    expect(plain.lift_over_others.relative).toBeCloseTo(-0.5, 6)
    expect(plain.lift_over_others.verdict).toBe('behind')
  })

  it('keep what an archived wording did', async () => {
    const before = await resultsOf()
    await test.call('PATCH', `${BASE}/variants/${variantIds[0]}`, { status: 'archived' })
    const { themes } = await resultsOf()
    expect(themes.map(({ lift }: { lift: object }) => lift)).toEqual(
      before.themes.map(({ lift }: { lift: object }) => lift),
    )
    await test.call('PATCH', `${BASE}/variants/${variantIds[0]}`, { status: 'approved' })
  })

  it('are a table of CSV with the same figures', async () => {
    const { themes } = await resultsOf()
    const { body } = await test.call('GET', `${BASE}/results.csv?table=themes`)
    const [head, first] = String(body).trim().split('\r\n')
    expect(head).toBe(
      'kind,theme,wordings,decisions,messages,total,value,lift,lift_low,lift_high,lift_verdict,lift_over_others,lift_over_others_low,lift_over_others_high,lift_over_others_verdict',
    )
    const { lift, lift_over_others, ...short } = themes[0]
    expect(first).toBe(
      [
        ...[
          short.kind,
          short.theme,
          short.wordings,
          short.decisions,
          short.messages,
          short.total,
          short.value,
        ],
        ...[lift, lift_over_others].flatMap(({ relative, interval, verdict }) => [
          relative,
          ...interval,
          verdict,
        ]),
      ].join(','),
    )
  })
})
