import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { testPlatform } from '../conformance.ts'
import type { InboundRequest, ProfileChoice, Settings } from '../platform.ts'
import { chameleon } from './index.ts'
import { propertyName } from './property-name.ts'

const fixtures = new URL('./fixtures/', import.meta.url)
const settings = { webhook_secret: 'a-webhook-secret' }
const means = { now: new Date(0), keySet: () => Promise.reject(new Error('no key set')) }

function sign(request: InboundRequest): InboundRequest {
  const signature = createHmac('sha256', settings.webhook_secret).update(request.body).digest('hex')
  return { ...request, headers: { ...request.headers, 'x-chameleon-signature': signature } }
}

testPlatform(chameleon, fixtures, { settings, request: sign })

interface SignatureVector {
  readonly name: string
  readonly secret: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly valid: boolean
}

const vectors = JSON.parse(readFileSync(new URL('signatures.json', fixtures), 'utf8')) as SignatureVector[]

describe('the signature of Chameleon', () => {
  const verify = async (request: InboundRequest, known: Settings) => chameleon.verify(request, known, means)

  it.each(vectors)('is checked as documented: $name', async ({ secret, headers, body, valid }) => {
    const request = { body: Buffer.from(body), headers, query: {}, hasIngestKey: false }
    expect((await verify(request, { webhook_secret: secret })).ok).toBe(valid)
  })

  it('is of any age, and not replaced by an ingest key', async () => {
    const old = { id: '4f0000000000000000000001', kind: 'ping', sent_at: '2012-01-01T00:00:00Z', data: {} }
    const request = {
      body: Buffer.from(JSON.stringify(old)),
      headers: {},
      query: {},
      hasIngestKey: true,
    }
    expect(await verify(sign(request), settings)).toEqual({ ok: true, value: undefined })
    expect(await verify(request, settings)).toEqual({ ok: false, reason: 'missing-credential' })
    expect(await verify(sign(request), {})).toEqual({ ok: false, reason: 'not-configured' })
  })
})

describe('a webhook of Chameleon', () => {
  const read = (webhook: Readonly<Record<string, unknown>>) => {
    const body = { id: '69a800000000000000000001', sent_at: '2026-03-04T10:00:00Z', ...webhook }
    const result = chameleon.read(Buffer.from(JSON.stringify(body)), { query: {}, receivedAt: new Date(0) })
    return result.ok ? result.value[0] : undefined
  }
  const profile = { uid: 'kim' }

  it.each(['tour', 'survey', 'embed'])('is understood for every stage of a %s', experience => {
    const stages = {
      started: ['open', 'impression'],
      'button.clicked': ['click', null],
      completed: ['conversion', `${experience}_completed`],
      exited: ['dismiss', null],
      snoozed: ['dismiss', 'snoozed'],
    }
    for (const [stage, [type, subtype]] of Object.entries(stages)) {
      const kind = `${experience}.${stage}`
      expect(read({ kind, data: { profile, [experience]: { id: 't1' } } })).toMatchObject({
        event: { type, subtype, userId: 'kim', campaignId: 't1', channel: 'in_app' },
      })
    }
  })

  it.each([
    ['alert.triggered', 'ignored', 'ignored'],
    ['alert.of.another.kind', 'ignored', 'ignored'],
    ['helpbar.item.action', 'ignored', 'ignored'],
    ['demo.started', 'open', 'ignored'],
    ['demo.finished', 'custom', 'ignored'],
    ['demo.form.submitted', 'custom', 'ignored'],
    ['demo.reveal', 'ignored', 'ignored'],
    ['demo.email.added', 'ignored', 'ignored'],
  ])('%s becomes %s of a known person, and %s of nobody', (kind, known, unknown) => {
    expect(read({ kind, data: { profile } })).toMatchObject({ event: { type: known, nativeEvent: kind } })
    expect(read({ kind, data: { profile: null } })).toMatchObject({ event: { type: unknown } })
  })

  it('is stored and can be replayed when its kind is unknown', () => {
    for (const kind of ['tour.folded', 'launcher.started', 'response', null, 7])
      expect(read({ kind, data: { profile } })).toMatchObject({ outcome: 'rejected', reason: 'unknown-kind' })
  })

  it('has its sending time, unless its id shows that this is a retry', () => {
    const secondOf = (iso: string) => (Date.parse(iso) / 1000).toString(16)
    const at = (id: string, sent_at: unknown) => {
      const item = read({ kind: 'ping', id, sent_at, data: {} })
      return item?.outcome === 'event' ? item.event.occurredAt?.toISOString() : undefined
    }
    const made = `${secondOf('2026-03-04T10:00:00Z')}0000000000000001`
    expect(at(made, '2026-03-04T10:00:00.652Z')).toBe('2026-03-04T10:00:00.652Z')
    expect(at(made, '2026-03-06T05:00:00.000Z')).toBe('2026-03-04T10:00:00.000Z')
    expect(at(made, 'soon')).toBe('2026-03-04T10:00:00.000Z')
    // An id of another kind, or of years ago, says nothing about this webhook.
    expect(at('evt_1', '2026-03-06T05:00:00.000Z')).toBe('2026-03-06T05:00:00.000Z')
    expect(at('5f0000000000000000000001', '2026-03-06T05:00:00.000Z')).toBe('2026-03-06T05:00:00.000Z')
  })

  it('returns only the values of its own Tour', () => {
    const echoing = { ...profile, copy_id_t1: 'c1', copy_id_t2: 'c2', copy_id: 'c3', tracking_id_t2: 'trk' }
    const of = (id: string) => read({ kind: 'tour.started', data: { profile: echoing, tour: { id } } })
    expect(of('t1')).toMatchObject({ event: { copyId: 'c1', trackingId: null } })
    expect(of('T2')).toMatchObject({ event: { copyId: 'c2', trackingId: 'trk' } })
    expect(of('t3')).toMatchObject({ event: { copyId: null, trackingId: null } })
  })
})

describe('the profile write of Chameleon', () => {
  const choice: ProfileChoice = {
    templateId: 'reports-tour',
    userId: 'kim',
    email: 'kim@example.org',
    copyId: 'c1',
    trackingId: 'trk-1',
    vars: { h1: 'Hello', ctaText: 'Go' },
  }
  const known = { account_secret: 'the-secret', base_url: 'https://proxy.example.com/' }
  const update = (change: object, from: Settings = known, integration = { tour_id: '66AB' }) =>
    chameleon.profileUpdate?.({ ...choice, ...change }, from, integration)

  it('contains the person, the variant and every variable, under Chameleon’s names', () => {
    expect(update({})).toEqual({
      ok: true,
      value: {
        method: 'POST',
        url: 'https://proxy.example.com/v3/observe/hooks/profiles',
        headers: { 'x-account-secret': 'the-secret' },
        body: {
          uid: 'kim',
          copy_id_66ab: 'c1',
          tracking_id_66ab: 'trk-1',
          h1_66ab: 'Hello',
          cta_text_66ab: 'Go',
        },
      },
    })
  })

  it('goes to every Tour of the template, and to an address where there is no id', () => {
    const several = update({ userId: null, vars: {} }, { account_secret: 's' }, { tour_id: 'a1, b2' })
    expect(several).toMatchObject({
      value: {
        url: 'https://api.chameleon.io/v3/observe/hooks/profiles',
        body: { email: 'kim@example.org', copy_id_a1: 'c1', copy_id_b2: 'c1', tracking_id_b2: 'trk-1' },
      },
    })
  })

  it('is refused, with what to do, when something is missing or too long', () => {
    expect(update({}, {})).toMatchObject({ ok: false, reason: expect.stringContaining('account secret') })
    expect(update({}, known, { tour_id: ' , ' })).toMatchObject({
      reason: expect.stringContaining('Tour ID'),
    })
    expect(update({ userId: null, email: null })).toMatchObject({
      reason: expect.stringContaining('user_id'),
    })
    // 256 characters of three bytes fit exactly.
    expect(update({ vars: { h1: '€'.repeat(256) } })).toMatchObject({ ok: true })
    expect(update({ vars: { h1: `${'€'.repeat(256)}!` } })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('"h1" is 769 bytes'),
    })
  })

  it.each([
    ['userRole', 'user_role_t1'],
    ['UserRole', 'user_role_t1'],
    ['user-role', 'user_role_t1'],
    ['user role', 'user_role_t1'],
    ['h1', 'h1_t1'],
    ['CTAText!', 'cta_text_t1'],
  ])('calls %s what Chameleon calls it: %s', (name, expected) => {
    expect(propertyName(name, 'T1')).toBe(expected)
  })
})
