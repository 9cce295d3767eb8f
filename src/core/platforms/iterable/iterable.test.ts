import { describe, expect, it } from 'vitest'
import { testPlatform } from '../conformance.ts'
import type { Settings } from '../platform.ts'
import { iterable } from './index.ts'

const fixtures = new URL('./fixtures/', import.meta.url)
const settings = { header_name: 'X-Iterable-Token', header_value: 'a-secret-of-the-tests' }

testPlatform(iterable, fixtures, {
  settings,
  request: recorded => ({
    ...recorded,
    headers: { ...recorded.headers, 'x-iterable-token': 'a-secret-of-the-tests' },
  }),
})

describe('the credential of Iterable', () => {
  const means = { now: new Date(0), keySet: () => Promise.reject(new Error('no key set')) }
  const verify = async (headers: Readonly<Record<string, string>>, known: Settings, hasIngestKey = false) =>
    iterable.verify({ body: Buffer.from('{}'), headers, query: {}, hasIngestKey }, known, means)
  const accepts = async (headers: Readonly<Record<string, string>>, known: Settings, hasIngestKey = false) =>
    (await verify(headers, known, hasIngestKey)).ok

  it('is an ingest key, whether or not a header is configured', async () => {
    expect(await accepts({ 'x-api-key': 'right' }, {}, true)).toBe(true)
    expect(await accepts({ 'x-api-key': 'right' }, settings, true)).toBe(true)
  })

  it('is distinguished from a missing and from a wrong key', async () => {
    const missing = { ok: false, reason: 'missing-credential' }
    const wrong = { ok: false, reason: 'wrong-credential' }
    expect(await verify({}, settings)).toEqual(missing)
    expect(await verify({}, {})).toEqual(missing)
    expect(await verify({ 'x-api-key': 'wrong' }, {})).toEqual(wrong)
    expect(await verify({ 'x-iterable-token': 'wrong' }, settings)).toEqual(wrong)
  })

  it.each(['a-token', 'Basic a-token', 'bearer a-token'])(
    'in Authorization may be sent as "%s"',
    async sent => {
      for (const header_value of ['a-token', 'Basic a-token']) {
        const known = { header_name: 'Authorization', header_value }
        expect(await accepts({ authorization: sent }, known)).toBe(true)
        expect(await accepts({ authorization: `${sent}s` }, known)).toBe(false)
      }
    },
  )

  it.each([
    { header_name: 'authorization', header_value: '' },
    { header_name: 'authorization', header_value: 'Bearer ' },
    { header_name: 'authorization' },
    { header_value: 'x' },
    { header_name: 'constructor', header_value: 'x' },
  ])('is never an empty or half-configured header: %j', async known => {
    expect(await accepts({ authorization: '' }, known)).toBe(false)
    expect(await accepts({ authorization: 'Bearer ' }, known)).toBe(false)
  })
})

describe('a call of Iterable', () => {
  const read = (body: unknown, query: Readonly<Record<string, string>> = {}) => {
    const result = iterable.read(Buffer.from(JSON.stringify(body)), { query, receivedAt: new Date(0) })
    return result.ok ? result.value[0] : undefined
  }

  it.each([
    [
      'email',
      'emailSend emailOpen emailClick emailBounce emailComplaint emailSendSkip emailSubscribe emailUnSubscribe hostedUnsubscribeClick',
      'send open click bounce complaint dropped subscribe unsubscribe click',
    ],
    ['push', 'pushSend pushOpen pushBounce pushSendSkip pushUninstall', 'send open bounce dropped ignored'],
    ['sms', 'smsSend smsClick smsBounce smsReceived smsSendSkip', 'send click bounce reply dropped'],
    [
      'in_app',
      'inAppSend inAppOpen inAppClick inAppDelete inAppRecall inAppSendSkip',
      'send open click dismiss ignored dropped',
    ],
    ['web_push', 'webPushSend webPushClick webPushSendSkip', 'send click dropped'],
    [
      'whatsapp',
      'whatsAppSend whatsAppSeen whatsAppClick whatsAppBounce whatsAppReceived whatsAppSendSkip',
      'send open click bounce reply dropped',
    ],
    [
      'embedded',
      'embeddedReceived embeddedImpression embeddedClick embeddedSession',
      'send open click ignored',
    ],
    [null, 'journeyExit', 'ignored'],
  ])('is understood for every event of %s, in any case', (channel, names, types) => {
    const expected = types.split(' ')
    names.split(' ').forEach((eventName, at) => {
      for (const spelling of [eventName, eventName.toLowerCase(), eventName.toUpperCase()]) {
        const event = { type: expected[at], channel, nativeEvent: spelling, email: 'kim@example.org' }
        expect(read({ eventName: spelling, dataFields: { email: 'kim@example.org' } })).toMatchObject({
          event,
        })
      }
    })
  })

  it.each([
    ['2026-03-02 08:59:07 +00:00', '2026-03-02T08:59:07.000Z'],
    ['2026-03-02T08:59:07.250+02:00', '2026-03-02T06:59:07.250Z'],
    [1772441947000, '2026-03-02T08:59:07.000Z'],
  ])('may say its time as %s', (createdAt, iso) => {
    expect(read({ email: 'a@b.c', eventName: 'emailOpen', dataFields: { createdAt } })).toMatchObject({
      event: { occurredAt: new Date(iso) },
    })
  })

  it('has no key when neither a message nor a time tells it from its next occurrence', () => {
    expect(read({ email: 'a@b.c', eventName: 'emailOpen', dataFields: {} })).toMatchObject({
      event: { dedupeKey: null },
    })
  })

  it('keeps a short key when its link is long', () => {
    const url = (end: string) => `https://example.com/${'x'.repeat(3000)}${end}`
    const click = (end: string) =>
      read({ email: 'a@b.c', eventName: 'emailClick', dataFields: { messageId: 'm', url: url(end) } })
    const [one, same, other] = [click('1'), click('1'), click('2')].map(
      item => item?.outcome === 'event' && item.event.dedupeKey,
    )
    expect(one).toBe(same)
    expect(one).not.toBe(other)
    expect(String(one).length).toBeLessThan(100)
  })

  it('prefers what its body says over its address, and takes blanks for absent', () => {
    const query = { campaignId: '7', templateId: '', workflowId: '9' }
    const event = { campaignId: '5', templateRef: null, refs: { campaign_id: '5', workflow_id: '9' } }
    expect(
      read(
        { email: 'a@b.c', eventName: 'emailOpen', dataFields: { campaignId: 5, workflowId: null } },
        query,
      ),
    ).toMatchObject({ event })
  })

  it('of an unknown name is kept for later, also when the address names a journey', () => {
    const unknown = { email: 'a@b.c', eventName: 'emailFolded', dataFields: {} }
    expect(read(unknown, { workflowId: '9' })).toMatchObject({ outcome: 'rejected', reason: 'unknown-event' })
    expect(read({ email: 'a@b.c' })).toMatchObject({ outcome: 'rejected', reason: 'unknown-event' })
  })
})
