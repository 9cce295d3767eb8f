import { beforeEach, describe, expect, it } from 'vitest'
import {
  braze,
  type Call,
  cio,
  integration,
  itbl,
  outside,
  prepare,
  purchase,
  START,
  tell as tellAll,
} from '../../../../test/control-senders.ts'
import { countsOf, createTemplate, processInbox, type TestTemplate } from '../../../../test/factories.ts'
import { useServer } from '../../../../test/scene.ts'
import { HOUR_MS } from '../../../lib/duration.ts'

const server = useServer()
let number = 0
let org = ''
let offer: TestTemplate

beforeEach(async () => {
  org = `acme-${++number}`
  server.setNow(new Date(START))
  await prepare(server, org)
  offer = await createTemplate(server, org, 'offer', outside, 1)
})

const tell = (slug: string, ...calls: readonly Call[]) => tellAll(server, slug, ...calls)
const results = async (slug = org, template = 'offer') =>
  (await server.call('GET', `/api/v1/orgs/${slug}/templates/${template}/results`)).body
const controlOf = async (slug = org, template = 'offer') => (await results(slug, template)).control
const outcomesOf = async (slug = org): Promise<readonly string[]> => {
  const { items } = (await server.call('GET', `/api/v1/orgs/${slug}/events?limit=100`)).body
  return items.map(({ outcome }: { outcome: string }) => outcome).sort()
}

async function choose(user: string, more: object = {}): Promise<{ decision_id: string; control: boolean }> {
  const choice = { template_id: 'offer', user_id: user, ...more }
  const reply = await server.call('POST', `/api/generate/${org}`, choice)
  expect(reply.status).toBe(200)
  return reply.body
}

/** All events of three control messages, with different events for each person. */
const life = (
  event: typeof cio | typeof itbl,
  [sent, opened, clicked, unsubscribed]: readonly string[],
  id: string,
) => [
  event(sent ?? '', 'ann', 0, { [id]: 'm-ann' }),
  event(opened ?? '', 'ann', 1, { [id]: 'm-ann' }),
  event(clicked ?? '', 'ann', 2, { [id]: 'm-ann' }),
  event(sent ?? '', 'bob', 0, { [id]: 'm-bob' }),
  event(opened ?? '', 'bob', 3, { [id]: 'm-bob' }),
  event(opened ?? '', 'bob', 4, { [id]: 'm-bob' }),
  event(unsubscribed ?? '', 'bob', 5, { [id]: 'm-bob' }),
  event(sent ?? '', 'cid', 0, { [id]: 'm-cid' }),
  purchase('ann', 30),
  // Before the window opens, and after it has closed.
  purchase('bob', 3),
  purchase('cid', 24 * 20),
]
const LIFE = {
  ...{ decisions: 3, sends: 3, opens: 2, clicks: 1, conversions: 1, unsubscribes: 1, revenue: 20 },
  ...{ open_rate: 2 / 3, click_rate: 1 / 3, conversion_rate: 1 / 3, unsubscribe_rate: 1 / 3 },
}
const CIO = ['sent', 'opened', 'clicked', 'unsubscribed']
const ITBL = ['emailSend', 'emailOpen', 'emailClick', 'emailUnSubscribe']

describe.each([
  ['Customer.io', () => life(cio, CIO, 'delivery_id')],
  ['Iterable', () => life(itbl, ITBL, 'messageId')],
] as const)('a control of %s', (_name, calls) => {
  it('is counted from its events: sends, opens, clicks, unsubscribes, conversions and revenue', async () => {
    await tell(org, ...calls())
    const { control, treatment, variants, denominator } = await results()
    expect(control).toMatchObject(LIFE)
    expect(treatment).toMatchObject({ decisions: 0, sends: 0 })
    expect(denominator).toBe('sends')
    expect(variants.find(({ id }: { id: string }) => id === offer.controlId)).toMatchObject({
      sends: 3,
      control: true,
    })
  })

  it('has the same result in reverse order, in separate calls and with duplicates', async () => {
    for (const call of calls().reverse()) {
      await tell(org, call)
      await tell(org, call)
    }
    expect(await controlOf()).toMatchObject(LIFE)
  })

  it('belongs to no other organisation and no other template', async () => {
    const rival = `rival-${number}`
    await prepare(server, rival)
    await createTemplate(server, rival, 'offer', outside, 1)
    const others = {
      cio: { campaign_id: 7, action_id: 56, control_action_id: '97' },
      itbl: { campaign_id: 71, control_campaign_id: 81 },
    }
    await createTemplate(server, org, 'other', { ...outside, integration: others }, 1)
    await tell(org, ...calls())
    expect(await controlOf(org, 'other')).toMatchObject({ decisions: 0, sends: 0 })
    expect(await countsOf(server, rival)).toEqual([])
  })
})

describe('external control', () => {
  it('gives a lift of treated messages over those of the platform’s control', async () => {
    for (const user of ['tim', 'tom']) await choose(user)
    const treated = { action_id: 55 }
    await tell(
      org,
      cio('sent', 'tim', 0, { ...treated, delivery_id: 't-1' }),
      cio('sent', 'tom', 0, { ...treated, delivery_id: 't-2' }),
      cio('clicked', null, 1, { ...treated, delivery_id: 't-1' }),
      cio('sent', 'ann', 0, { delivery_id: 'm-ann' }),
      cio('sent', 'bob', 0, { delivery_id: 'm-bob' }),
    )
    const { control, treatment, lift } = await results()
    expect([control.sends, control.clicks, treatment.sends, treatment.clicks]).toEqual([2, 0, 2, 1])
    expect(lift).toMatchObject({ metric: 'click_rate', absolute: 0.5 })
    expect(lift.chance_to_beat_control).toBeGreaterThan(0.5)
  })

  it('is known from an open alone, and gets the date of a later send', async () => {
    await tell(org, cio('opened', 'ann', 30, { delivery_id: 'm' }), purchase('ann', 40))
    expect(await controlOf()).toMatchObject({ decisions: 1, sends: 0, opens: 1, conversions: 0 })
    await tell(org, cio('sent', 'ann', 0, { delivery_id: 'm' }))
    expect(await controlOf()).toMatchObject({ decisions: 1, sends: 1, opens: 1, conversions: 1 })
  })

  it('counts events with only the message id, in any order, and stores events that name nobody', async () => {
    const bare = { campaign_id: undefined, action_id: undefined }
    await tell(org, cio('opened', null, 1, { ...bare, delivery_id: 'm' }))
    await tell(org, cio('sent', null, 0, { delivery_id: 'm' }), cio('sent', null, 0, { delivery_id: 'n' }))
    expect(await controlOf()).toMatchObject({ decisions: 0, sends: 0 })
    expect(await outcomesOf()).toEqual(['unmatched', 'unmatched', 'unmatched'])
    await tell(org, cio('clicked', 'ann', 2, { delivery_id: 'm' }))
    expect(await controlOf()).toMatchObject({ decisions: 1, sends: 1, opens: 1, clicks: 1 })
    expect(await outcomesOf()).toEqual(['counted', 'counted', 'counted', 'unmatched'])
  })

  it('matches the person’s latest message if there are no message ids', async () => {
    await tell(org, itbl('emailOpen', 'ann', 5), itbl('emailClick', 'ann', 30))
    expect(await controlOf()).toMatchObject({ decisions: 0 })
    await tell(org, itbl('emailSend', 'ann', 0))
    expect(await controlOf()).toMatchObject({ decisions: 1, sends: 1, opens: 1, clicks: 1 })
    await tell(org, itbl('emailSend', 'ann', 24))
    expect(await controlOf()).toMatchObject({ decisions: 2, sends: 2, opens: 1, clicks: 1 })
    const [open, click] = await Promise.all(
      ['open', 'click'].map(
        async type => (await server.call('GET', `/api/v1/orgs/${org}/events?type=${type}`)).body.items[0],
      ),
    )
    expect(open.decision_id).not.toBe(click.decision_id)
  })

  it('counts people in a control group that gets no message', async () => {
    await tell(
      org,
      braze('users.campaigns.EnrollInControl', 'ann', 0),
      braze('users.campaigns.EnrollInControl', 'bob', 0, { message_variation_id: 'v-3' }),
      braze('users.messages.email.Send', 'cid', 0, { dispatch_id: 'd' }),
      braze('users.messages.email.Send', 'dan', 0, { dispatch_id: 'd' }),
      braze('users.messages.email.Open', 'dan', 1, { dispatch_id: 'd' }),
      purchase('ann', 30),
    )
    expect(await controlOf()).toMatchObject({ decisions: 3, sends: 3, opens: 1, conversions: 1 })
  })

  it('never credits one arm with events whose ids belong to the other', async () => {
    await choose('ann', { tracking_id: 'm' })
    await tell(org, itbl('emailSend', 'ann', 1, { messageId: 'm' }), itbl('emailClick', 'ann', 2))
    const { control, treatment } = await results()
    expect(control).toMatchObject({ decisions: 1, sends: 1, clicks: 1 })
    expect(treatment).toMatchObject({ decisions: 1, sends: 0, clicks: 0 })
  })

  it('counts a control without a control wording in Parley', async () => {
    await server.call('DELETE', `/api/v1/orgs/${org}/templates/offer/variants/${offer.controlId}`)
    await tell(
      org,
      cio('sent', 'ann', 0, { delivery_id: 'm' }),
      cio('clicked', 'ann', 1, { delivery_id: 'm' }),
    )
    const { control, variants } = await results()
    expect(control).toMatchObject({ decisions: 1, sends: 1, clicks: 1, click_rate: 1 })
    expect(variants.filter((variant: { control: boolean }) => variant.control)).toMatchObject([
      { status: 'external', sends: 1, chance_to_beat_control: null, chance_to_be_best: null },
    ])
  })

  it('accepts events from long ago and from the future', async () => {
    await tell(
      org,
      cio('sent', 'ann', -24 * 700, { delivery_id: 'm' }),
      purchase('ann', -24 * 695),
      cio('sent', 'bob', 24 * 100, { delivery_id: 'n' }),
    )
    expect(await controlOf()).toMatchObject({ decisions: 2, sends: 2, conversions: 1 })
  })

  it('is in the trace of its person, and is erased with the person', async () => {
    await tell(
      org,
      cio('sent', 'ann', 0, { delivery_id: 'm' }),
      cio('clicked', null, 1, { delivery_id: 'm' }),
    )
    const url = `/api/v1/orgs/${org}/people/ann`
    const { decisions, events: told } = (await server.call('GET', url)).body
    expect(decisions).toMatchObject([
      { arm: 'control', control: true, reason: 'external-control', propensity: 1 },
    ])
    expect(told).toHaveLength(2)
    expect((await server.call('DELETE', url)).body.deleted).toMatchObject({
      decisions: 1,
      events: 2,
      message_ids: 1,
    })
    expect((await server.call('GET', url)).status).toBe(404)
    expect(await controlOf()).toMatchObject({ decisions: 1, sends: 1, clicks: 1 })
  })

  it('stays as counted when the ids in the settings change, until a replay', async () => {
    const exchange = (cio: object) =>
      server.call('PATCH', `/api/v1/orgs/${org}/templates/offer`, { integration: { cio } })
    await exchange({ campaign_id: 7, control_action_id: 11 })
    await tell(org, cio('sent', 'ann', 1, { delivery_id: 'm' }))
    expect(await controlOf()).toMatchObject({ decisions: 0 })
    await exchange(integration.cio)
    await replay()
    expect(await controlOf()).toMatchObject({ decisions: 1, sends: 1 })
    await exchange({ campaign_id: 8, control_action_id: 12 })
    await tell(
      org,
      cio('opened', 'ann', 2, { delivery_id: 'm' }),
      cio('sent', 'ann', 0, { delivery_id: 'm' }),
    )
    expect(await controlOf()).toMatchObject({ decisions: 1, sends: 1, opens: 1 })
    await replay()
    expect(await controlOf()).toMatchObject({ decisions: 0, sends: 0, opens: 0 })
    await exchange(integration.cio)
    await replay()
    expect(await controlOf()).toMatchObject({ decisions: 1, sends: 1, opens: 1 })
  })

  async function replay(): Promise<void> {
    const filter = { from: '2020-01-01' }
    expect((await server.call('POST', `/api/v1/orgs/${org}/requests/replay`, { filter })).status).toBe(202)
    await processInbox(server)
  }
})

describe('if Parley makes the split', () => {
  it('matches each event with a decision of the arm that its ids name', async () => {
    const split = { method: 'internal_random', control_share: 0.5 }
    expect((await server.call('PATCH', `/api/v1/orgs/${org}/templates/offer`, { split })).status).toBe(200)
    const seen = new Set<boolean>()
    for (let seconds = 1; seen.size < 2; seconds++) {
      server.setNow(new Date(START + seconds * 1_000))
      seen.add((await choose('ann', { use_cache: false })).control)
    }
    server.setNow(new Date(START + HOUR_MS))
    await tell(
      org,
      cio('sent', 'ann', 1, { delivery_id: 'control' }),
      cio('opened', null, 2, { delivery_id: 'control' }),
      cio('sent', 'ann', 1, { delivery_id: 'treatment', action_id: 55 }),
      cio('clicked', null, 2, { delivery_id: 'treatment', action_id: 55 }),
      cio('sent', 'eve', 1, { delivery_id: 'of-eve' }),
    )
    const { control, treatment } = await results()
    expect(control).toMatchObject({ sends: 1, opens: 1, clicks: 0 })
    expect(treatment).toMatchObject({ sends: 1, opens: 0, clicks: 1 })
    expect(await outcomesOf()).toEqual(['counted', 'counted', 'counted', 'counted', 'unmatched'])
  })
})

it('a message that is older than the installation counts', async () => {
  const quarter = 24 * 92
  await tell(
    org,
    cio('sent', 'old', -quarter, { delivery_id: 'm-old' }),
    cio('opened', 'old', 1 - quarter, { delivery_id: 'm-old' }),
  )
  expect(await outcomesOf()).toEqual(['counted', 'counted'])
  expect(await countsOf(server, org)).toMatchObject([{ decisions: 1, sends: 1, opens: 1 }])
})
