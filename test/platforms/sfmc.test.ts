import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sfmc } from '../../src/core/platforms/sfmc/index.ts'
import { runSsjs } from './ssjs.ts'
import {
  type Answer,
  askForBoth,
  countsByVariant,
  createWordings,
  requestsOf,
  startWorld,
  VARIABLES,
  type World,
} from './world.ts'

const SIGNATURE_KEY = 'c2lnbmF0dXJlLWtleS1vZi1hY21l'
const TEMPLATE = 'welcome-email'
const JOB = '3300417'

let world: World

beforeAll(async () => {
  world = await startWorld()
  for (const [org, signature_key] of [
    ['acme', SIGNATURE_KEY],
    ['rival', 'another-signature-key'],
  ]) {
    const settings = { settings: { signature_key } }
    const reply = await world.server.call('PUT', `/api/v1/orgs/${org}/platforms/sfmc`, settings)
    expect(reply).toMatchObject({ status: 200 })
  }
  const integration = { sfmc: { definition_key: 'welcome-definition' } }
  const attribution = { conversion_events: ['purchase'] }
  await createWordings(world, 'acme', TEMPLATE, { integration, attribution })
  await createWordings(world, 'acme', 'late-email')
  await createWordings(world, 'rival', TEMPLATE, { integration, attribution })
})
afterAll(() => world.close())

const script = (template: string) => world.snippet(world.guide(sfmc, template), 'generate')

/** What Marketing Cloud knows while it makes an email. */
const sendContext = (number: number) => ({
  jobid: Number(JOB),
  listid: 5521,
  _JobSubscriberBatchID: '77',
  subscriberid: 90210000 + number,
  _subscriberkey: `user-${number}`,
  emailaddr: `user-${number}@example.org`,
})

const compositeOf = (number: number) => ({
  jobId: JOB,
  listId: '5521',
  batchId: '77',
  subscriberId: String(90210000 + number),
})

describe('the script of the guide', () => {
  it('puts the copy into the variables that the other pieces read', async () => {
    const guide = world.guide(sfmc, TEMPLATE)
    const set = await runSsjs(script(TEMPLATE), sendContext(1))
    const { body } = await world.server.call('POST', '/api/generate/acme', {
      template_id: TEMPLATE,
      user_id: 'user-1',
      tracking_id: `${JOB}.5521.77.90210001`,
    })
    for (const name of VARIABLES) {
      const [, variable = ''] = /EMPTY\((@\w+)\)/.exec(world.snippet(guide, `output-${name}`)) ?? []
      expect(set[variable]).toBe(body.copy.vars[name])
    }
    const [, tracked = ''] = /URLEncode\((@\w+)/.exec(world.snippet(guide, 'link')) ?? []
    expect(set[tracked]).toBe(`${JOB}.5521.77.90210001`)
  })

  it('asks as the person and the message that it is run for', async () => {
    await runSsjs(script('late-email'), { ...sendContext(2), ParleyTrackingId: 'order-77-mail' })
    const { body } = await world.server.call('GET', '/api/v1/orgs/acme/people/user-2')
    expect(body.decisions).toMatchObject([{ template_id: 'late-email', tracking_id: 'order-77-mail' }])
  })

  it('is answered in a preview, and nothing is counted', async () => {
    const context = { _subscriberkey: 'previewer', emailaddr: 'previewer@example.org', jobid: '0' }
    const set = await runSsjs(script('late-email'), context)
    expect(set['@parley_subject']).toContain('miss')
    const { body } = await world.server.call('GET', '/api/v1/orgs/acme/people/previewer')
    expect(body.decisions).toMatchObject([{ counted: false }])
  })

  it('gets an id from Parley where Marketing Cloud tells no message id', async () => {
    const { listid, ...context } = sendContext(4)
    const set = await runSsjs(script('late-email'), context)
    const { body } = await world.server.call('GET', '/api/v1/orgs/acme/people/user-4')
    const [decision] = body.decisions
    expect(decision).toMatchObject({ counted: true, decision_id: set['@parley_tracking_id'] })
  })

  it('leaves the email its own words when Parley refuses or cannot be reached', async () => {
    const refused = script(TEMPLATE).replace(world.key, 'no-such-key')
    expect(await runSsjs(refused, sendContext(3))).toEqual({})
    const unreachable = script(TEMPLATE).replace(world.url, 'http://127.0.0.1:9')
    expect(await runSsjs(unreachable, sendContext(3))).toEqual({})
  })

  it('uses nothing that an engine of 1999 lacks, and cannot be broken out of', () => {
    const guide = sfmc.guide({
      org: 'acme',
      publicUrl: 'https://parley.example.com',
      endpointUrl: 'https://parley.example.com/api/webhook/sfmc/acme',
      template: { id: 'a"</script>', channel: 'email', variables: ["it's\u2028"], integration: {} },
    })
    const code = guide.snippets.find(({ key }) => key === 'generate')?.code ?? ''
    expect(code).not.toMatch(/\b(?:const|let|JSON)\b|=>|`|\.\.\./)
    expect(code.match(/<\/script>/g)).toHaveLength(1)
    expect(code).not.toContain('\u2028')
  })
})

const http = (key: string) => {
  const [head = '', body = ''] = world.snippet(world.guide(sfmc, TEMPLATE), key).split('\n\n')
  return { head: head.split('\n'), body: JSON.parse(body) }
}

describe('the calls of the guide', () => {
  it('are whole requests, with the address and the ids of the organisation', () => {
    expect(http('token').body).toMatchObject({ grant_type: 'client_credentials' })
    const address = `${world.url}/api/webhook/sfmc/acme`
    expect(http('callback').body).toEqual([expect.objectContaining({ url: address, maxBatchSize: 1000 })])
    for (const key of ['callback', 'subscription', 'transactional-send']) {
      const [start, ...headers] = http(key).head
      expect(start).toMatch(/^POST https:\/\/YOUR_SUBDOMAIN\.rest\.marketingcloudapis\.com\/\S+$/)
      expect(headers).toContain('Content-Type: application/json')
    }
  })

  it('subscribe to events that are understood', () => {
    const [{ eventCategoryTypes }] = http('subscription').body
    const events = eventCategoryTypes.map((eventCategoryType: string) => ({ eventCategoryType }))
    const body = Buffer.from(JSON.stringify(events))
    const read = sfmc.read(body, { query: {}, receivedAt: new Date() })
    expect(read.ok && read.value.map(({ outcome }) => outcome)).toEqual(events.map(() => 'event'))
  })
})

interface Sent {
  readonly number: number
  readonly answer: Answer
}

async function ask(number: number): Promise<Sent> {
  const { body, status } = await world.server.call('POST', '/api/generate/acme', {
    template_id: TEMPLATE,
    user_id: `user-${number}`,
    tracking_id: Object.values(compositeOf(number)).join('.'),
  })
  expect(status).toBe(200)
  return { number, answer: body }
}

let clock = 0
const report = (eventCategoryType: string, number: number, more: object) => ({
  eventCategoryType,
  timestampUTC: world.at(60 + ++clock).getTime(),
  mid: 510001234,
  eid: 510001200,
  composite: compositeOf(number),
  ...more,
})
const sent = (number: number, messageKey: string, definitionKey = 'welcome-definition') =>
  report('TransactionalSendEvents.EmailSent', number, {
    definitionKey,
    info: { to: `User-${number}@example.org`, subscriberKey: `user-${number}`, messageKey },
  })
const engaged = (name: string, number: number, info: object = {}) =>
  report(`EngagementEvents.${name}`, number, { definitionKey: 'NA', definitionId: 'NA', info })

async function post(org: string, body: unknown, key = SIGNATURE_KEY): Promise<number> {
  const raw = JSON.stringify(body)
  const signature = createHmac('sha256', key).update(raw).digest('base64')
  const reply = await fetch(`${world.url}/api/webhook/sfmc/${org}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'X-SFMC-ENS-Signature': signature },
    body: raw,
  })
  return reply.status
}

describe('the reports of Marketing Cloud', () => {
  it('count for the right variant, control included, once, and for nothing else', async () => {
    const { control, treatment } = await askForBoth(number => ask(100 + number))
    const batch = [
      ...[control, treatment].flatMap(({ number }) => [
        // Before its send, and without any id of the person: only the composite tells whose it is.
        engaged('EmailOpen', number),
        sent(number, `made-by-marketing-cloud-${number}`),
      ]),
      engaged('EmailClick', treatment.number, { jobUrlId: '1', contentLink: 'https://shop.example.org/' }),
      engaged('EmailUnsubscribe', control.number, { to: `user-${control.number}@example.org` }),
      // The page on which people unsubscribe, and a message of nobody's.
      engaged('EmailClick', control.number, { contentLink: 'https://cl.exct.net/unsub_center.aspx?qs=1' }),
      sent(9, 'elsewhere', 'another-definition'),
      'not an event',
    ]
    expect(await post('acme', batch)).toBe(200)
    const purchase = {
      event: 'purchase',
      event_id: 'order-1',
      user_id: `user-${treatment.number}`,
      value: 20,
      timestamp: world.at(3600).toISOString(),
    }
    const reported = await world.server.call('POST', '/api/webhook/events/acme', purchase)
    expect(reported.status).toBe(200)

    const expected = {
      [treatment.answer.copy.id]: { sends: 1, opens: 1, clicks: 1, conversions: 1, revenue: 20 },
      [control.answer.copy.id]: { sends: 1, opens: 1, unsubscribes: 1 },
    }
    expect(await countsByVariant(world, 'acme', TEMPLATE)).toEqual(expected)
    expect(await countsByVariant(world, 'acme', 'late-email')).toEqual({})
    expect(await countsByVariant(world, 'rival', TEMPLATE)).toEqual({})

    expect(await post('acme', [...batch].reverse())).toBe(200)
    expect(await countsByVariant(world, 'acme', TEMPLATE)).toEqual(expected)
  })

  it('join an open that came days before its send, when the send names the tracking id', async () => {
    const { body } = await world.server.call('POST', '/api/generate/acme', {
      template_id: 'late-email',
      user_id: 'user-400',
      tracking_id: 'order-400-mail',
    })
    expect(await post('acme', [engaged('EmailOpen', 400)])).toBe(200)
    expect(await countsByVariant(world, 'acme', 'late-email')).toEqual({})
    expect(await post('acme', [sent(400, 'order-400-mail', 'any-definition')])).toBe(200)
    expect(await countsByVariant(world, 'acme', 'late-email')).toEqual({
      [body.copy.id]: { sends: 1, opens: 1 },
    })
  })

  it('are refused with the credentials of another organisation, and nothing is stored', async () => {
    const before = [await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]
    expect(await post('rival', [engaged('EmailOpen', 101)])).toBe(401)
    expect(await post('acme', [engaged('EmailOpen', 101)], 'another-signature-key')).toBe(401)
    expect([await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]).toEqual(before)
  })
})
