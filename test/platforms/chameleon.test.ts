import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createContext, runInContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chameleon } from '../../src/core/platforms/chameleon/index.ts'
import { findPlatform } from '../../src/core/platforms/index.ts'
import type { VendorCall } from '../../src/core/platforms/vendor.ts'
import { createProfileSender } from '../../src/features/write-back/sender.ts'
import { ok } from '../../src/lib/result.ts'
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

const TOUR = '66a1b0c4d2e3f40051627384'
const SECRETS = { acme: 'the-webhook-secret-of-acme', rival: 'the-webhook-secret-of-rival' }
const ACCOUNT_SECRET = 'the-account-secret'

/** Chameleon as far as it matters: it keeps what is written to profiles, cut where it cuts. */
const profiles = new Map<string, Record<string, unknown>>()
let vendor: Server
let world: World

const vendorUrl = () => `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`

beforeAll(async () => {
  vendor = createServer(async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    if (request.headers['x-account-secret'] !== ACCOUNT_SECRET) {
      response
        .writeHead(403, { 'content-type': 'application/json' })
        .end('{"code":403,"messages":["Unauthorized"]}')
      return
    }
    if (request.method === 'GET') {
      const isKnown = request.url === '/v3/edit/webhooks?kind=webhook'
      response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' })
      response.end(isKnown ? '{"webhooks":[{"id":"w1","last_item_state":"valid"}]}' : '{"code":404}')
      return
    }
    const { uid, ...properties } = JSON.parse(Buffer.concat(chunks).toString())
    const kept = Object.entries(properties).map(([name, value]) => [name, String(value).slice(0, 768)])
    profiles.set(uid, { ...profiles.get(uid), uid, ...Object.fromEntries(kept) })
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"profile":{"id":"p1"}}')
  }).listen(0, '127.0.0.1')
  await once(vendor, 'listening')
  world = await startWorld()
  for (const org of ['acme', 'rival'] as const) {
    const settings = { webhook_secret: SECRETS[org], account_secret: ACCOUNT_SECRET, base_url: vendorUrl() }
    const reply = await world.server.call('PUT', `/api/v1/orgs/${org}/platforms/chameleon`, { settings })
    expect(reply.status).toBe(200)
  }
  const integration = { chameleon: { tour_id: TOUR, write_back: 'on' } }
  await createWordings(world, 'acme', 'reports-tour', { channel: 'in_app', integration })
  await createWordings(world, 'acme', 'renewal')
  await createWordings(world, 'rival', 'reports-tour', { channel: 'in_app', integration })
})
afterAll(async () => {
  await world.close()
  vendor.close()
})

const callVendor: VendorCall = async ({ method, url, headers, body }) => {
  const sent = { 'content-type': 'application/json', ...headers }
  const response = await fetch(url, {
    method,
    headers: sent,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return ok({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.json(),
  })
}

/** Lets the worker write what is queued, a second at a time. */
async function writeProfiles(): Promise<void> {
  const { db, catalog, log } = world.server.services
  let now = Date.now()
  const sender = createProfileSender({
    ...{ db, log, findPlatform, findOrg: catalog.findById, call: callVendor, chance: () => 0 },
    clock: () => new Date(now),
  })
  for (let round = 0; round < 80; round++) {
    await sender.round()
    await sender.settled()
    now += 1_000
  }
}

const guideTo = () =>
  chameleon.guide({
    org: 'acme',
    publicUrl: world.url,
    endpointUrl: `${world.url}/api/webhook/chameleon/acme`,
    template: {
      id: 'reports-tour',
      channel: 'in_app',
      variables: VARIABLES,
      integration: { tour_id: TOUR, write_back: 'on' },
    },
  })

/** The customer's backend, with the guide's function in it. */
async function run(key: string, expression: string, names: object): Promise<unknown> {
  const fetchHere = (to: string, init: RequestInit) =>
    fetch(to.replace('https://api.chameleon.io', vendorUrl()), init)
  const code = world.snippet(guideTo(), key).replace('YOUR_ACCOUNT_SECRET', ACCOUNT_SECRET)
  return runInContext(`${code}\n${expression}`, createContext({ fetch: fetchHere, JSON, Error, ...names }))
}

const ask = async (uid: string) => ({ uid, answer: (await run('ask', 'askForCopy(uid)', { uid })) as Answer })

let webhooks = 0

/** A webhook of Chameleon, with the profile as it is at that moment. */
function webhook(kind: string, uid: string, seconds: number, more: object = {}) {
  const at = world.at(seconds)
  const id = `${Math.floor(at.getTime() / 1000).toString(16)}${(++webhooks).toString(16).padStart(16, '0')}`
  const tour = { id: TOUR, name: 'New reports' }
  const data = { profile: { id: 'p1', ...profiles.get(uid), uid }, tour, step: { id: 'step-1' }, ...more }
  return JSON.stringify({ id, kind, sent_at: at.toISOString(), data })
}

async function report(body: string, org = 'acme', secret: string = SECRETS.acme): Promise<number> {
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = { 'Content-Type': 'application/json', 'X-Chameleon-Signature': signature }
  const response = await fetch(`${world.url}/api/webhook/chameleon/${org}`, { method: 'POST', headers, body })
  return response.status
}

/** What the text to copy shows to a person of whom Chameleon knows this profile. */
const show = (key: string, uid: string): unknown => {
  const [, name = ''] = /^\{\{(\w+) fallback=''\}\}$/.exec(world.snippet(guideTo(), key)) ?? []
  return profiles.get(uid)?.[name]
}

describe('Chameleon, from asking for copy to counting', () => {
  it('counts every stage of a tour for the variant that its person was given, control included', async () => {
    const { control, treatment } = await askForBoth(number => ask(`person-${number}`))
    await writeProfiles()
    for (const { uid, answer } of [control, treatment]) {
      for (const variable of VARIABLES) expect(show(`show-${variable}`, uid)).toBe(answer.copy.vars[variable])
    }
    const told = [
      webhook('tour.started', treatment.uid, 10),
      webhook('tour.button.clicked', treatment.uid, 20, { button: { id: 'b1', text: 'Show me' } }),
      webhook('tour.completed', treatment.uid, 30),
      webhook('tour.started', control.uid, 15),
      webhook('tour.exited', control.uid, 25),
    ]
    for (const body of told) expect(await report(body)).toBe(200)
    const counts = {
      [treatment.answer.copy.id]: { sends: 1, opens: 1, clicks: 1, conversions: 1 },
      [control.answer.copy.id]: { sends: 1, opens: 1 },
    }
    expect(await countsByVariant(world, 'acme', 'reports-tour')).toEqual(counts)

    for (const body of told) expect(await report(body)).toBe(200)
    // Shown a second time, it is still one message; somebody else's tour is nobody's of ours.
    await report(webhook('tour.started', treatment.uid, 40))
    const other = { tour: { id: '66a1b0c4d2e3f4005162aaaa', name: 'Another' } }
    for (const kind of ['tour.started', 'tour.button.clicked', 'tour.completed'])
      await report(webhook(kind, control.uid, 50, other))
    await report(webhook('ping', control.uid, 60))
    expect(await countsByVariant(world, 'acme', 'reports-tour')).toEqual(counts)
    expect(await countsByVariant(world, 'acme', 'renewal')).toEqual({})
    expect(await countsByVariant(world, 'rival', 'reports-tour')).toEqual({})
  })

  it('is matched by the decision, and completions count only where templates listen to them', async () => {
    const { server } = world
    const { body } = await server.call(
      'GET',
      '/api/v1/orgs/acme/events?platform=chameleon&type=open&outcome=counted',
    )
    expect(body.items.map((event: { matched_by: string }) => event.matched_by)).toEqual([
      'decision',
      'decision',
      'decision',
    ])

    const attribution = { conversion_events: ['purchase'] }
    await createWordings(world, 'acme', 'sales-tour', {
      integration: { chameleon: { tour_id: 'other' } },
      attribution,
    })
    const uid = 'buyer'
    await server.call('POST', '/api/generate/acme', { template_id: 'sales-tour', user_id: uid })
    const tour = { tour: { id: 'other', name: 'Sales' } }
    await report(webhook('tour.started', uid, 70, tour))
    await report(webhook('tour.completed', uid, 80, tour))
    const counts = Object.values(await countsByVariant(world, 'acme', 'sales-tour'))
    expect(counts).toEqual([{ sends: 1, opens: 1 }])
    await server.call('PATCH', '/api/v1/orgs/acme/templates/sales-tour', {
      attribution: { conversion_events: ['purchase', 'tour.completed'] },
    })
    await report(webhook('tour.completed', uid, 90, tour))
    const after = Object.values(await countsByVariant(world, 'acme', 'sales-tour'))
    expect(after).toEqual([{ sends: 1, opens: 1, conversions: 1 }])
  })

  it('works as well when the own backend writes the profile', async () => {
    const uid = 'by-hand'
    const answer = (await run(
      'ask-and-write',
      '(async () => { const answer = await askForCopy(uid); await writeCopy(uid, answer); return answer })()',
      {
        uid,
      },
    )) as Answer
    expect(profiles.get(uid)).toMatchObject({ [`copy_id_${TOUR}`]: answer.copy.id })
    for (const variable of VARIABLES) expect(show(`show-${variable}`, uid)).toBe(answer.copy.vars[variable])
    const before = await countsByVariant(world, 'acme', 'reports-tour')
    await report(webhook('tour.started', uid, 100))
    const opens = (await countsByVariant(world, 'acme', 'reports-tour'))[answer.copy.id]?.opens ?? 0
    expect(opens).toBe((before[answer.copy.id]?.opens ?? 0) + 1)
  })

  it('lets in nothing that the organisation’s own secret has not signed', async () => {
    const stored = { acme: await requestsOf(world, 'acme'), rival: await requestsOf(world, 'rival') }
    const body = webhook('tour.started', 'person-1', 110)
    expect(await report(body, 'rival', SECRETS.acme)).toBe(401)
    expect(await report(body, 'acme', SECRETS.rival)).toBe(401)
    expect(await report(body, 'acme', '')).toBe(401)
    expect({ acme: await requestsOf(world, 'acme'), rival: await requestsOf(world, 'rival') }).toEqual(stored)
  })
})

describe('the account secret of Chameleon', () => {
  const probe = (settings: object) =>
    chameleon.probe?.({ webhook_secret: 's', ...settings }, callVendor) ?? Promise.resolve([])
  const statuses = async (settings: object) => (await probe(settings)).map(({ status }) => status)

  it('is tried on the real API, without changing anything', async () => {
    expect(await statuses({ account_secret: ACCOUNT_SECRET, base_url: vendorUrl() })).toEqual([
      'works',
      'works',
      'works',
    ])
    expect(await probe({ account_secret: 'wrong', base_url: vendorUrl() })).toMatchObject([
      { status: 'works' },
      { status: 'fails', message: expect.stringContaining('revoked'), fix: expect.any(String) },
    ])
    expect(
      await probe({ account_secret: ACCOUNT_SECRET, base_url: `${vendorUrl()}/elsewhere` }),
    ).toMatchObject([{ status: 'works' }, { status: 'fails', message: expect.stringContaining('address') }])
  })

  it('is asked for when it is missing, and so is the webhook secret', async () => {
    expect(await statuses({})).toEqual(['works', 'not-configured', 'not-configured'])
    expect(await statuses({ webhook_secret: '' })).toEqual([
      'not-configured',
      'not-configured',
      'not-configured',
    ])
  })

  it.each([
    [429, 'too many'],
    [500, 'status 500'],
  ])('says what an answer with status %i means', async (status, words) => {
    const findings = await chameleon.probe?.({ account_secret: 's' }, async () =>
      ok({ status, headers: {}, body: null }),
    )
    expect(findings?.[1]).toMatchObject({ status: 'fails', message: expect.stringContaining(words) })
  })

  it('says when nobody answers, or somebody else', async () => {
    const nobody = await chameleon.probe?.({ account_secret: 's' }, async () => ({
      ok: false,
      reason: 'no such host',
    }))
    expect(nobody?.[1]).toMatchObject({ status: 'fails', message: 'no such host' })
    const other = await chameleon.probe?.({ account_secret: 's' }, async () =>
      ok({ status: 200, headers: {}, body: '<html>' }),
    )
    expect(other?.[1]).toMatchObject({
      status: 'fails',
      message: expect.stringContaining('not one of Chameleon'),
    })
  })
})
