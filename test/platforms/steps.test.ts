import { createHmac } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { EventType } from '../../src/core/events/event.ts'
import { findPlatform } from '../../src/core/platforms/index.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'
import { useServer } from '../scene.ts'

const server = useServer()

const SECRET = 'the-secret-of-both-sides'
const hmac = (algorithm: string, text: string, encoding: 'hex' | 'base64') =>
  createHmac(algorithm, SECRET).update(text).digest(encoding)

type Sign = (body: string, ingestKey: string) => Record<string, string>
const withKey: Sign = (_body, key) => ({ 'x-api-key': key })

interface Case {
  readonly slug: string
  readonly settings: Readonly<Record<string, string>>
  readonly ids: Readonly<Record<string, string>>
  readonly sign: Sign
  /** What the platform reports; default: a send, an open and a click. */
  readonly reports?: readonly EventType[]
  /** The steps that are done after each act, besides those before. */
  readonly done: {
    readonly keys?: readonly string[]
    readonly settings?: readonly string[]
    readonly ids?: readonly string[]
    readonly refused?: readonly string[]
    readonly asked?: readonly string[]
    readonly reported?: readonly string[]
    readonly converted?: readonly string[]
  }
}

// A fact for every step. Steps that leave no trace, and those that are optional and were left out, are never done.
const CASES: readonly Case[] = [
  {
    slug: 'cio',
    settings: { signing_key: SECRET },
    ids: { campaign_id: '23', action_id: '42' },
    sign: body => ({
      'x-cio-timestamp': '1772442600',
      'x-cio-signature': hmac('sha256', `v0:1772442600:${body}`, 'hex'),
    }),
    done: {
      ids: ['ids'],
      refused: ['reporting-webhook'],
      asked: ['ask'],
      reported: ['signing-key', 'keep', 'message', 'activate'],
    },
  },
  {
    slug: 'itbl',
    settings: {},
    ids: { campaign_id: '59667', template_id: '93849' },
    sign: withKey,
    done: { ids: ['ids'], asked: ['feed'], reported: ['system-webhook', 'use-feed', 'links'] },
  },
  {
    slug: 'braze',
    settings: { bearer_token: SECRET },
    ids: { campaign_id: 'c-1' },
    sign: () => ({ authorization: `Bearer ${SECRET}` }),
    done: {
      keys: ['key'],
      settings: ['token'],
      ids: ['ids'],
      asked: ['connected-content'],
      reported: ['current', 'events', 'extras'],
    },
  },
  {
    slug: 'segment',
    settings: { shared_secret: SECRET },
    ids: { campaign_id: '23' },
    sign: (body, key) => ({ 'x-signature': hmac('sha1', body, 'hex'), 'x-api-key': key }),
    done: {
      settings: ['secrets'],
      ids: ['ids'],
      refused: ['destination'],
      asked: ['function'],
      reported: ['mapping', 'enable', 'connect', 'message'],
    },
  },
  {
    slug: 'sfmc',
    settings: { signature_key: SECRET, subdomain: 'mc1', client_id: 'id', client_secret: SECRET },
    ids: { definition_key: 'receipt' },
    sign: body => ({ 'x-sfmc-ens-signature': hmac('sha256', body, 'base64') }),
    done: {
      settings: ['package', 'credentials', 'signature-key'],
      ids: ['ids'],
      refused: ['callback'],
      asked: ['ask'],
      reported: ['subscribe', 'places', 'links'],
    },
  },
  {
    slug: 'chameleon',
    settings: { webhook_secret: SECRET },
    ids: { tour_id: '66a1b0c4d2e3f40051627384' },
    sign: body => ({ 'x-chameleon-signature': hmac('sha256', body, 'hex') }),
    reports: ['open', 'click'],
    done: {
      ids: ['tour'],
      refused: ['webhook'],
      asked: ['ask'],
      reported: ['secret', 'show', 'return'],
    },
  },
  {
    slug: 'ajo',
    settings: {},
    ids: { campaign_id: 'c-1' },
    sign: withKey,
    reports: ['send', 'delivery'],
    done: { keys: ['keys'], ids: ['ids'], asked: ['ask'], reported: ['feedback-webhook', 'enable'] },
  },
  {
    slug: 'events',
    settings: {},
    ids: { campaign_id: '23' },
    sign: withKey,
    done: { keys: ['key'], asked: ['ask'], reported: ['report'], converted: ['conversions'] },
  },
]

interface StepView {
  readonly key: string
  readonly state: string
  readonly evidence: string | null
  readonly since: string | null
}

const orgOf = (slug: string) => `steps-${slug}`

async function stepsOf(slug: string): Promise<readonly StepView[]> {
  const { status, body } = await server.call(
    'GET',
    `/api/v1/orgs/${orgOf(slug)}/platforms/${slug}?template=welcome`,
  )
  expect(status).toBe(200)
  return body.guide.steps
}

const done = (steps: readonly StepView[]) => steps.filter(({ state }) => state === 'done')

const USUAL: readonly EventType[] = ['send', 'open', 'click']

describe.each(CASES)('the steps of $slug', test => {
  const { slug, settings, ids, sign, reports = USUAL, done: expected } = test
  const org = orgOf(slug)
  const manage = `/api/v1/orgs/${org}`
  beforeAll(async () => {
    await createOrg(server, org)
    await createTemplate(server, org, 'welcome', {
      split: { method: 'internal_persistent', control_share: 0 },
    })
  })

  it('are done because a fact happened, and not before', async () => {
    const platform = findPlatform(slug)
    if (!platform) throw new Error(`there is no ${slug}`)
    const seen = new Set<string>()
    /** Exactly these steps became done by the act, with a sentence each. */
    const expectDone = async (keys: readonly string[] = []) => {
      const steps = await stepsOf(slug)
      const fresh = done(steps).filter(({ key }) => !seen.has(key))
      expect(fresh.map(({ key }) => key).toSorted()).toEqual(keys.toSorted())
      for (const { key, evidence } of fresh) {
        expect(evidence).toMatch(/\.$/)
        expect(evidence).not.toContain(SECRET)
        seen.add(key)
      }
      expect([...seen].filter(key => !done(steps).some(step => step.key === key))).toEqual([])
      expect(steps.filter(({ state }) => state === 'listening').length).toBeLessThanOrEqual(1)
    }
    await expectDone()

    const made = await server.call('POST', `${manage}/keys`, { name: slug, scopes: ['serve', 'ingest'] })
    const key: string = made.body.key
    await expectDone(expected.keys)
    expect((await server.call('PUT', `${manage}/platforms/${slug}`, { settings })).status).toBe(200)
    await expectDone(expected.settings)
    const integration = { integration: { [slug]: ids } }
    expect((await server.call('PATCH', `${manage}/templates/welcome`, integration)).status).toBe(200)
    await expectDone(expected.ids)

    const post = async (type: EventType, headers: Sign) => {
      const at = new Date()
      const body = JSON.stringify(
        platform.sample(type, {
          ...{ at, userId: 'kim', email: 'kim@example.org', trackingId: 'msg|kim', messageId: 'm-1' },
          ...{ id: `65f1a2b3c4d5e6f7081900${String(type.length).padStart(2, '0')}`, integration: ids },
        }),
      )
      const reply = await server.app.inject({
        method: 'POST',
        url: `/api/webhook/${slug}/${org}`,
        headers: { 'content-type': 'application/json', ...headers(body, key) },
        payload: body,
      })
      await processInbox(server)
      return reply.statusCode
    }
    expect(await post(reports[0] ?? 'open', () => ({ 'x-api-key': 'wrong' }))).toBe(401)
    await expectDone(expected.refused)

    const request = {
      template_id: 'welcome',
      user_id: 'kim',
      email: 'kim@example.org',
      tracking_id: 'msg|kim',
    }
    expect((await server.call('POST', `/api/generate/${org}`, request)).status).toBe(200)
    await expectDone(expected.asked)
    for (const type of reports) expect(await post(type, sign)).toBe(200)
    await expectDone(expected.reported)
    if (expected.converted) expect(await post('conversion', sign)).toBe(200)
    await expectDone(expected.converted)
  })
})
