import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deliverySenderOf } from '../../src/worker.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'
import { answer, type RecordingVendor, startRecordingVendor } from '../recording-vendor.ts'
import {
  type MailServer,
  respondAsCustomerio,
  startAdobe,
  startBreakingMailServer,
  startMailServer,
} from '../transactional-vendors.ts'

let customerio: RecordingVendor
let adobe: Awaited<ReturnType<typeof startAdobe>>
let mailServer: MailServer
let server: TestApp
let now = new Date()
const passTime = (ms: number) => {
  now = new Date(now.getTime() + ms)
  server.setNow(now)
}
const [SECOND_MS, MINUTE_MS] = [1_000, 60_000]

beforeAll(async () => {
  customerio = await startRecordingVendor()
  adobe = await startAdobe()
  mailServer = await startMailServer()
  server = await startTestApp({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
})
afterAll(async () => {
  await server.close()
  customerio.close()
  adobe.close()
  await mailServer.close()
})

let orgs = 0
let org = ''
beforeEach(async () => {
  customerio.reset()
  customerio.respondWith(respondAsCustomerio)
  adobe.reset()
  mailServer.reset()
  // What other tests have left.
  await server.services.db.query({ text: "update deliveries set state = 'canceled' where state = 'queued'" })
  now = new Date()
  passTime(0)
  org = `acme-${++orgs}`
  await createOrg(server, org)
  await put('platforms/cio', { app_api_key: 'the-app-key', base_url: customerio.url, signing_key: 'the-key' })
  await put('platforms/ajo', {
    client_id: `the-client-of-${org}`,
    client_secret: 'the-client-secret',
    ims_org_id: 'ACME@AdobeOrg',
    ims_url: adobe.url,
    base_url: adobe.url,
  })
  await put('transports/smtp', {
    host: '127.0.0.1',
    port: String(mailServer.port),
    security: 'none',
    from: 'Acme <hello@acme.example>',
  })
  await template('cio', { transport: 'cio', transactional_message_id: '44' })
  await template('ajo', { transport: 'ajo', campaign_id: 'camp-7' })
  await template('smtp', { transport: 'smtp', html_variable: 'subject' })
})

const put = async (path: string, settings: object) =>
  expect(await server.call('PUT', `/api/v1/orgs/${org}/${path}`, { settings })).toMatchObject({ status: 200 })

const template = (id: string, deliver: object, settings: object = {}) =>
  createTemplate(server, org, id, { integration: { deliver }, ...settings }, 1)

const ask = (body: object, headers: Record<string, string> = {}) =>
  server.call('POST', `/api/deliver/${org}`, { fields: { name: 'Kim' }, ...body }, headers)

async function deliver(body: object): Promise<string> {
  const reply = await ask({ email: 'kim@example.org', ...body })
  expect(reply).toEqual({ status: 200, body: { status: 'ok', request_id: expect.any(String) } })
  return reply.body.request_id
}

/** As the worker of a process that has just started: nothing is known to it but what is stored. */
async function work(rounds = 1, pauseMs = SECOND_MS): Promise<void> {
  const sender = deliverySenderOf(server.services)
  for (let round = 0; round < rounds; round++) {
    await sender.round()
    await sender.settled()
    passTime(pauseMs)
  }
}

const show = async (id: string) => (await server.call('GET', `/api/v1/orgs/${org}/deliveries/${id}`)).body
const list = async (query = '') =>
  (await server.call('GET', `/api/v1/orgs/${org}/deliveries?${query}`)).body.items

/** How many messages each vendor has taken. */
const taken = () => ({
  cio: customerio.received.length,
  ajo: adobe.executions().length,
  smtp: mailServer.mails.length,
})

describe('a message', () => {
  it('goes out as a transactional email of Customer.io, with the wording that was chosen', async () => {
    await deliver({ template_id: 'cio', user_id: 'u-1', request_id: 'r-1' })
    expect(taken().cio).toBe(0)
    await work()
    expect(customerio.received).toHaveLength(1)
    const detail = await show('r-1')
    expect(customerio.received[0]).toMatchObject({
      url: '/v1/send/email',
      headers: { authorization: 'Bearer the-app-key', 'content-type': 'application/json' },
      body: {
        transactional_message_id: 44,
        to: 'kim@example.org',
        identifiers: { id: 'u-1' },
        message_data: { ...detail.vars, parley_tracking_id: 'r-1', parley_copy_id: detail.copy_id },
      },
    })
    expect(detail.vars.subject).toContain('Kim')
    expect(detail).toMatchObject({
      state: 'sent',
      attempts: 1,
      status: 200,
      message_id: 'RPILAgUBcRhIBqSfeiIwdIYJKxTY-r-1',
      tries: [{ state: 'sent', status: 200 }],
    })
    await work(3)
    expect(taken().cio).toBe(1)
  })

  it('goes out as an SMS or a push of Customer.io', async () => {
    await template('sms', { transport: 'cio', transactional_message_id: 'code' }, { channel: 'sms' })
    await template('push', { transport: 'cio', transactional_message_id: '9' }, { channel: 'push' })
    await deliver({ template_id: 'sms', phone: '+15555550100' })
    await deliver({ template_id: 'push', user_id: 'u-1', email: undefined })
    await work(3)
    const byUrl = new Map(customerio.received.map(({ url, body }) => [url, body]))
    expect(byUrl.get('/v1/send/sms')).toMatchObject({
      transactional_message_id: 'code',
      to: '+15555550100',
      identifiers: { email: 'kim@example.org' },
    })
    expect(byUrl.get('/v1/send/push')).toMatchObject({ identifiers: { id: 'u-1' } })
    expect(byUrl.get('/v1/send/push')).not.toHaveProperty('to')
  })

  it('goes out as a unitary execution of Adobe, with one token for many', async () => {
    await deliver({ template_id: 'ajo', request_id: 'r-1' })
    await deliver({ template_id: 'ajo', request_id: 'r-2', email: 'lou@example.org' })
    await work()
    expect(adobe.tokenCalls()).toMatchObject([{ body: { grant_type: 'client_credentials' } }])
    const { vars, copy_id, state } = await show('r-1')
    expect(state).toBe('sent')
    const first = adobe.executions().find(({ body }) => body.requestId === 'r-1')
    expect(first).toMatchObject({
      headers: {
        'x-api-key': `the-client-of-${org}`,
        'x-gw-ims-org-id': 'ACME@AdobeOrg',
        'x-sandbox-name': 'prod',
      },
    })
    expect(first?.body).toEqual({
      requestId: 'r-1',
      campaignId: 'camp-7',
      recipients: [
        {
          type: 'aep',
          userId: 'kim@example.org',
          namespace: 'email',
          channelData: { emailAddress: 'kim@example.org' },
          context: { parley: vars, parley_tracking_id: 'r-1', parley_copy_id: copy_id },
        },
      ],
    })
    expect(taken().ajo).toBe(2)
  })

  it('goes out with a new token of Adobe when the old one was withdrawn or has expired', async () => {
    const sender = deliverySenderOf(server.services)
    const send = async (request_id: string) => {
      await deliver({ template_id: 'ajo', request_id })
      await sender.round()
      await sender.settled()
      expect((await show(request_id)).state).toBe('sent')
      passTime(SECOND_MS)
    }
    await send('r-1')
    adobe.withdrawToken()
    await send('r-2')
    passTime(24 * 60 * MINUTE_MS)
    await send('r-3')
    expect(adobe.tokenCalls()).toHaveLength(3)
  })

  it('goes out as a mail, with a text beside the HTML and an id that follows from the request', async () => {
    const at = `/api/v1/orgs/${org}/templates`
    const deliverIds = { transport: 'smtp', reply_to: 'help@acme.example' }
    await server.call('POST', at, {
      id: 'mail',
      variables: ['subject', 'html'],
      integration: { deliver: deliverIds },
    })
    const html =
      '<style>p{}</style><p>Hi&nbsp;{{ name }} &amp; co</p><a href="https://acme.example/x?a=1&amp;b=2">See</a>'
    const vars = { subject: 'Grüße, {{ name }}\r\nBcc: eve@example.org', html }
    const control = await server.call('POST', `${at}/mail/variants`, { name: 'control', vars, control: true })
    expect(control).toMatchObject({ status: 201 })
    await deliver({ template_id: 'mail', request_id: 'r-1', fields: { name: 'Kim' } })
    await work()
    const [mail] = mailServer.mails
    expect(mail).toMatchObject({ from: 'hello@acme.example', to: ['kim@example.org'] })
    const text = mail?.text ?? ''
    expect(text).toMatch(/^From: Acme <hello@acme\.example>\r$/m)
    expect(text).toMatch(/^Reply-To: help@acme\.example\r$/m)
    expect(text).toMatch(/^X-Parley-Tracking-Id: r-1\r$/im)
    expect(text).not.toMatch(/^Bcc:/im)
    expect(text).toContain('multipart/alternative')
    expect(text).toContain('Hi Kim & co')
    expect(text).toContain('See (https://acme.example/x?a=3D1&b=3D2)'.replaceAll('=3D', '='))
    const [, messageId] = /^Message-ID: (<[0-9a-f]{32}@acme\.example>)\r$/m.exec(text) ?? []
    expect(messageId).toBeDefined()
    expect(await show('r-1')).toMatchObject({ state: 'sent', status: 250, message_id: messageId })
  })

  it('can be asked for by somebody who never says an id, and is each time another', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => deliver({ template_id: 'smtp' })))
    expect(new Set(ids).size).toBe(3)
    await work()
    expect(taken().smtp).toBe(3)
  })
})

describe('the same request', () => {
  it.each(['cio', 'ajo', 'smtp'] as const)('sends one message through %s, however often', async via => {
    const bodies = Array.from({ length: 200 }, () => deliver({ template_id: via, request_id: 'same' }))
    const sender = deliverySenderOf(server.services)
    const others = deliverySenderOf(server.services)
    const sending = (async () => {
      for (let round = 0; round < 10; round++) await Promise.all([sender.round(), others.round()])
    })()
    expect(new Set(await Promise.all(bodies))).toEqual(new Set(['same']))
    await sending
    await work(3)
    await Promise.all([sender.settled(), others.settled()])
    await deliver({ template_id: via, request_id: 'same' })
    await work(3)
    expect(taken()).toEqual({ cio: 0, ajo: 0, smtp: 0, [via]: 1 })
    expect(await list()).toHaveLength(1)
    const counts = await server.services.db.query<{ decisions: number }>({
      text: 'select sum(decisions) as decisions from variant_counts where org_id = (select id from orgs where slug = $1)',
      values: [org],
    })
    expect(counts).toEqual([{ decisions: 1 }])
  })

  it('may be named in the header instead', async () => {
    const headers = { 'idempotency-key': '"r-9"' }
    const body = { template_id: 'cio', email: 'kim@example.org' }
    expect((await ask(body, headers)).body.request_id).toBe('r-9')
    expect((await ask({ ...body, request_id: 'r-9' }, headers)).status).toBe(200)
    expect(await ask({ ...body, request_id: 'r-8' }, headers)).toMatchObject({
      status: 400,
      body: { errors: [{ field: '/request_id' }] },
    })
    await work()
    expect(taken().cio).toBe(1)
  })

  it('for somebody else is a mistake that is said', async () => {
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    expect(await ask({ template_id: 'cio', email: 'lou@example.org', request_id: 'r-1' })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
  })

  it('is answered as before when the template sends by nothing any more', async () => {
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await server.call('PATCH', `/api/v1/orgs/${org}/templates/cio`, { integration: { deliver: null } })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
  })
})

describe('a request that cannot be met', () => {
  it.each([
    [{ template_id: 'nope', email: 'kim@example.org' }, 404, 'template-not-found'],
    [{ email: 'kim@example.org' }, 400, 'invalid-request'],
    [{ template_id: 'cio' }, 400, 'invalid-request'],
    [{ template_id: 'cio', email: 'kim@example.org', request_id: 'with space' }, 400, 'invalid-request'],
    [{ template_id: 'cio', user_id: 'u-1' }, 422, 'unprocessable'],
    [{ template_id: 'ajo', user_id: 'u-1' }, 422, 'unprocessable'],
    [{ template_id: 'smtp', user_id: 'u-1' }, 422, 'unprocessable'],
    [{ template_id: 'smtp', email: 'a@example.org, b@example.org' }, 422, 'unprocessable'],
    [{ template_id: 'cio', email: 'kim@example.org', copy_id: 'nope' }, 422, 'unprocessable'],
  ])('is refused before anything is stored: %j', async (body, status, code) => {
    expect(await ask(body)).toMatchObject({ status, body: { code } })
    expect(await list()).toEqual([])
    const decisions = await server.services.db.query({
      text: 'select from decisions where org_id = (select id from orgs where slug = $1)',
      values: [org],
    })
    expect(decisions).toEqual([])
  })

  it('says that the template has no transport, or the transport no credentials', async () => {
    await createTemplate(server, org, 'bare', {}, 1)
    expect((await ask({ template_id: 'bare', email: 'kim@example.org' })).body.detail).toMatch(
      /integration\.deliver/,
    )
    await put('platforms/cio', { app_api_key: null })
    expect((await ask({ template_id: 'cio', email: 'kim@example.org' })).body.detail).toMatch(
      /set app_api_key with PUT .*platforms\/cio/,
    )
    await put('transports/smtp', { host: null })
    expect((await ask({ template_id: 'smtp', email: 'kim@example.org' })).body.detail).toMatch(
      /set host with PUT .*transports\/smtp/,
    )
  })

  it('needs a key that may serve', async () => {
    const reply = await server.call('POST', `/api/v1/orgs/${org}/keys`, { name: 'in', scopes: ['ingest'] })
    expect(await ask({ template_id: 'cio' }, { 'x-api-key': reply.body.key })).toMatchObject({ status: 403 })
  })

  it('is told to come again when nothing can be stored, and sends nothing', async () => {
    const { deliveries, ledger } = server.services
    const [add, record] = [deliveries.add, ledger.record]
    const down = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))
    Object.assign(ledger, { record: down })
    const body = { template_id: 'cio', email: 'kim@example.org', request_id: 'r-1' }
    expect(await ask(body)).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    Object.assign(ledger, { record })
    Object.assign(deliveries, { add: down })
    expect(await ask(body)).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    Object.assign(deliveries, { add })
    await work()
    expect(taken().cio).toBe(0)
    await deliver(body)
    await work()
    expect(taken().cio).toBe(1)
  })
})

describe('the rate that a vendor takes', () => {
  const askForMany = (count: number, template_id: string) =>
    Promise.all(Array.from({ length: count }, () => deliver({ template_id })))
  /** Two processes that look for work at the same moment. */
  const workTogether = async () => {
    const senders = [deliverySenderOf(server.services), deliverySenderOf(server.services)]
    await Promise.all(senders.map(sender => sender.round()))
    await Promise.all(senders.map(sender => sender.settled()))
  }

  it.each([
    ['cio', 100, 250],
    ['smtp', 2, 5],
  ] as const)('is kept, through %s: %i a second', async (via, perSecond, count) => {
    await put('transports/smtp', { messages_per_minute: '120' })
    await askForMany(count, via)
    const after: number[] = []
    for (let halfSeconds = 0; halfSeconds < 6; halfSeconds++) {
      await workTogether()
      after.push(taken()[via])
      passTime(SECOND_MS / 2)
    }
    const [one, two] = [perSecond, 2 * perSecond]
    expect(after).toEqual([one, one, two, two, count, count])
  })

  it('of one transport holds up no other, nor another organisation', async () => {
    await put('transports/smtp', { messages_per_minute: '60' })
    await askForMany(3, 'smtp')
    await askForMany(3, 'ajo')
    await workTogether()
    expect(taken()).toMatchObject({ smtp: 1, ajo: 3 })
  })
})

describe('a refusal', () => {
  const respondOnce = (status: number, body: unknown, headers = {}) => {
    let calls = 0
    customerio.respondWith((response, call) =>
      ++calls === 1 ? answer(response, status, body, headers) : respondAsCustomerio(response, call),
    )
  }

  it.each([429, 503, 401])('that may pass is tried again: %i', async status => {
    respondOnce(status, { meta: { error: 'later' } })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work()
    expect(await show('r-1')).toMatchObject({
      state: 'queued',
      status,
      reason: expect.stringContaining('later'),
    })
    await work(2, MINUTE_MS)
    expect(await show('r-1')).toMatchObject({ state: 'sent', reason: null })
    expect(taken().cio).toBe(2)
  })

  it('is waited for as long as the vendor asks, by all messages', async () => {
    respondOnce(429, {}, { 'retry-after': '120' })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work()
    await deliver({ template_id: 'cio', request_id: 'r-2' })
    await work(3, 30 * SECOND_MS)
    expect(taken().cio).toBe(1)
    await work(3, 30 * SECOND_MS)
    expect(taken().cio).toBe(3)
    expect(await list('state=sent')).toHaveLength(2)
  })

  it('that stays one makes a dead letter, which a person can send again', async () => {
    respondOnce(400, { meta: { error: 'domain has not been verified' } })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work(3, MINUTE_MS)
    const [letter] = await list('state=dead')
    expect(letter).toMatchObject({
      request_id: 'r-1',
      status: 400,
      reason: 'Customer.io answered with status 400: domain has not been verified',
    })
    const again = await server.call('POST', `/api/v1/orgs/${org}/deliveries/${letter.id}/resend`)
    expect(again).toMatchObject({ status: 202, body: { state: 'queued', attempts: 0 } })
    await work()
    expect(await show('r-1')).toMatchObject({ state: 'sent', tries: [{ state: 'dead' }, { state: 'sent' }] })
    const more = await server.call('POST', `/api/v1/orgs/${org}/deliveries/r-1/resend`)
    expect(more).toMatchObject({ status: 409 })
  })

  it('of every try ends as a dead letter', async () => {
    customerio.respondWith(response => answer(response, 503, {}))
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work(20, 20 * MINUTE_MS)
    expect(await show('r-1')).toMatchObject({ state: 'dead', attempts: 12 })
  })

  it('by a server that is not there is tried again', async () => {
    const gone = await startRecordingVendor()
    gone.close()
    await put('platforms/cio', { base_url: gone.url })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work()
    expect(await show('r-1')).toMatchObject({ state: 'queued', status: null, attempts: 1 })
    await put('platforms/cio', { base_url: customerio.url })
    await work(2, MINUTE_MS)
    expect((await show('r-1')).state).toBe('sent')
  })

  it('of an address that may not be called is final', async () => {
    await put('platforms/cio', { base_url: 'https://169.254.169.254' })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await put('transports/smtp', { host: '10.0.0.1' })
    await deliver({ template_id: 'smtp', request_id: 'r-2' })
    await work()
    for (const id of ['r-1', 'r-2'])
      expect(await show(id)).toMatchObject({
        state: 'dead',
        reason: expect.stringContaining('may not be called'),
      })
  })
})

describe('a message of which nobody knows whether it was sent', () => {
  it.each(['broken off', '500', '502'])('is not sent again by itself: %s', async how => {
    customerio.respondWith(response =>
      how === 'broken off' ? response.destroy() : answer(response, Number(how), {}),
    )
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work(5, 10 * MINUTE_MS)
    expect(taken().cio).toBe(1)
    expect(await show('r-1')).toMatchObject({ state: 'unknown' })
    customerio.respondWith(respondAsCustomerio)
    await server.call('POST', `/api/v1/orgs/${org}/deliveries/r-1/resend`)
    await work()
    expect(await show('r-1')).toMatchObject({
      state: 'sent',
      tries: [{ state: 'unknown' }, { state: 'sent' }],
    })
  })

  it('is one that was in the hands of a process that is no more', async () => {
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await deliver({ template_id: 'cio', request_id: 'r-2' })
    await server.services.db.query({
      text: "update deliveries set state = 'sending', started_at = now() where request_id = 'r-1' and org_id = (select id from orgs where slug = $1)",
      values: [org],
    })
    await work(2, 5 * MINUTE_MS)
    expect(taken().cio).toBe(1)
    expect(await show('r-1')).toMatchObject({ state: 'unknown', reason: expect.stringContaining('may have') })
    expect((await show('r-2')).state).toBe('sent')
  })

  it('is known after all when its process only stood still', async () => {
    const sender = deliverySenderOf(server.services)
    let release = () => {}
    customerio.respondWith((response, call) => {
      release = () => respondAsCustomerio(response, call)
    })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await sender.round()
    while (taken().cio === 0) await new Promise(resolve => setTimeout(resolve, 10))
    passTime(5 * MINUTE_MS)
    await work()
    expect((await show('r-1')).state).toBe('unknown')
    release()
    await sender.settled()
    expect(await show('r-1')).toMatchObject({ state: 'sent', message_id: expect.any(String) })
    expect(taken().cio).toBe(1)
  })
})

describe('a mail server', () => {
  const reply = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode })

  it('that says no for now is asked again, one that says no for good is not', async () => {
    const answers = [reply(451, 'greylisted'), undefined, reply(554, 'spam')]
    mailServer.judgeWith(async () => answers.shift())
    await deliver({ template_id: 'smtp', request_id: 'r-1' })
    await work()
    expect(await show('r-1')).toMatchObject({ state: 'queued', status: 451 })
    await work(2, MINUTE_MS)
    expect((await show('r-1')).state).toBe('sent')
    await deliver({ template_id: 'smtp', request_id: 'r-2' })
    await work(2, MINUTE_MS)
    expect(await show('r-2')).toMatchObject({ state: 'dead', status: 554 })
  })

  it('that breaks off before it asked for the mail is asked again, and afterwards is not', async () => {
    const breaking = await startBreakingMailServer()
    await put('transports/smtp', { port: String(breaking.port) })
    for (const command of ['EHLO', 'MAIL', 'RCPT', 'DATA']) {
      breaking.breakAt(command)
      await deliver({ template_id: 'smtp', request_id: command })
      await work()
      expect([command, (await show(command)).state]).toEqual([command, 'queued'])
      passTime(MINUTE_MS)
    }
    breaking.breakAt('.')
    await work(10, MINUTE_MS)
    expect(breaking.mails()).toBe(4)
    expect(await list('state=unknown')).toHaveLength(4)
    breaking.close()
  })

  it('is checked when it is configured, and its password never shown', async () => {
    const call = (settings: object) => server.call('PUT', `/api/v1/orgs/${org}/transports/smtp`, { settings })
    for (const [key, value] of Object.entries({
      host: 'https://mail',
      port: '0',
      security: 'ssl',
      from: 'nobody',
      messages_per_minute: 'many',
      user: 'kim',
      colour: 'red',
    })) {
      const { status, body } = await call({ [key]: value })
      expect([status, body.errors?.[0]?.field]).toEqual([
        422,
        `/settings/${key === 'user' ? 'security' : key}`,
      ])
    }
    const { body } = await call({ security: 'tls', user: 'kim', password: 'the-password' })
    expect(JSON.stringify(body)).not.toContain('the-password')
    expect(body.settings).toContainEqual(
      expect.objectContaining({ key: 'password', value: null, is_set: true }),
    )
    const rows = await server.services.db.query({
      text: 'select settings::text as text from transport_settings',
    })
    expect(JSON.stringify(rows)).not.toContain('the-password')
    expect((await server.call('GET', `/api/v1/orgs/${org}/transports`)).body.items).toMatchObject([
      { slug: 'cio', configured: true },
      { slug: 'ajo', configured: true },
      { slug: 'smtp', configured: true },
    ])
    expect((await server.call('PUT', `/api/v1/orgs/${org}/transports/cio`, { settings: {} })).status).toBe(
      409,
    )
  })
})

describe('what comes of a message', () => {
  const resultsOf = async (id: string) => {
    const { body } = await server.call('GET', `/api/v1/orgs/${org}/templates/${id}/results`)
    const sum = (name: string) =>
      body.variants.reduce(
        (total: number, variant: Record<string, number>) => total + (variant[name] ?? 0),
        0,
      )
    return { sends: sum('sends'), opens: sum('opens'), clicks: sum('clicks') }
  }
  const click = (trackingId: string) =>
    server.call('POST', `/api/webhook/events/${org}`, { event: 'email_click', tracking_id: trackingId })

  it('joins the request: a mail counts as sent, and reports by its id with it', async () => {
    await deliver({ template_id: 'smtp', request_id: 'r-1' })
    await work()
    await work()
    await click('r-1')
    await processInbox(server)
    expect(await resultsOf('smtp')).toMatchObject({ sends: 1, clicks: 1 })
    expect((await show('r-1')).reports.map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(['send', 'click']),
    )
  })

  it('joins the request by the id that Customer.io gave it, also when the report came first', async () => {
    const { createHmac } = await import('node:crypto')
    const webhook = async (metric: string, deliveryId: string) => {
      const body = JSON.stringify({
        event_id: `${metric}-${deliveryId}`,
        metric,
        object_type: 'email',
        timestamp: Math.floor(now.getTime() / 1_000),
        data: { delivery_id: deliveryId, identifiers: { id: 'u-1' }, transactional_message_id: 44 },
      })
      const signature = createHmac('sha256', 'the-key').update(`v0:1:${body}`).digest('hex')
      const headers = {
        'content-type': 'application/json',
        'x-cio-timestamp': '1',
        'x-cio-signature': signature,
      }
      const { statusCode } = await server.app.inject({
        method: 'POST',
        url: `/api/webhook/cio/${org}`,
        headers,
        payload: body,
      })
      expect(statusCode).toBe(200)
      await processInbox(server)
    }
    await webhook('opened', 'RPILAgUBcRhIBqSfeiIwdIYJKxTY-r-1')
    await deliver({ template_id: 'cio', user_id: 'u-1', request_id: 'r-1' })
    await work()
    await webhook('sent', 'RPILAgUBcRhIBqSfeiIwdIYJKxTY-r-1')
    expect(await resultsOf('cio')).toMatchObject({ sends: 1, opens: 1 })
    expect((await show('r-1')).reports).toHaveLength(2)
  })

  it('joins the request by the execution of Adobe, when the report carries no request id of ours', async () => {
    await deliver({ template_id: 'ajo', request_id: 'r-1' })
    await work()
    const reply = await server.call('POST', `/api/v1/orgs/${org}/keys`, { name: 'in', scopes: ['ingest'] })
    const report = {
      requestId: 'a-gateway-id',
      channel: 'email',
      eventType: 'message.feedback',
      messageExecution: { messageExecutionID: 'HUMA-r-1' },
      messageDeliveryFeedback: { feedbackStatus: { value: 'sent' } },
      identityMap: { email: [{ id: 'kim@example.org', primary: true }] },
    }
    const sent = await server.call('POST', `/api/webhook/ajo/${org}`, report, { 'x-api-key': reply.body.key })
    expect(sent.status).toBe(200)
    await processInbox(server)
    expect(await resultsOf('ajo')).toMatchObject({ sends: 1 })
  })

  it('of a forced wording is sent, and not counted', async () => {
    const { body } = await server.call('GET', `/api/v1/orgs/${org}/templates/smtp`)
    const forced = body.variants.find(({ control }: { control: boolean }) => !control)
    await deliver({ template_id: 'smtp', request_id: 'r-1', copy_id: forced.id })
    await work()
    await work()
    await processInbox(server)
    expect(await show('r-1')).toMatchObject({ state: 'sent', copy_id: forced.id })
    expect(await resultsOf('smtp')).toMatchObject({ sends: 0 })
  })
})

describe('a person who is erased', () => {
  it('gets nothing that still waits, leaves no name behind, and the id still sends nothing', async () => {
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work()
    await deliver({ template_id: 'cio', request_id: 'r-2' })
    const erased = await server.call('DELETE', `/api/v1/orgs/${org}/people/kim@example.org`)
    expect(erased).toMatchObject({ status: 200, body: { deleted: { deliveries: 2 } } })
    const rows = await server.services.db.query({
      text: 'select * from deliveries where org_id = (select id from orgs where slug = $1)',
      values: [org],
    })
    expect(JSON.stringify(rows)).not.toMatch(/kim|r-1|r-2/i)
    for (const id of ['r-1', 'r-2']) await deliver({ template_id: 'cio', request_id: id })
    await work(3)
    expect(taken().cio).toBe(1)
    expect((await list()).map(({ state }: { state: string }) => state)).toEqual(['canceled', 'sent'])
  })

  it('is forgotten with the calls, and the id still sends nothing', async () => {
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work()
    const { forgetOldDeliveries } = await import('../../src/features/deliver/store.ts')
    passTime(31 * 24 * 60 * MINUTE_MS)
    await forgetOldDeliveries(server.services.db, now)
    expect(await show('r-1')).toMatchObject({ email: null, vars: {}, tries: [], state: 'sent' })
    await deliver({ template_id: 'cio', request_id: 'r-1' })
    await work(2)
    expect(taken().cio).toBe(1)
  })
})

it('the list is newest first, and goes on where it ended', async () => {
  for (const id of ['r-1', 'r-2', 'r-3']) {
    passTime(1)
    await deliver({ template_id: 'cio', request_id: id })
  }
  const first = await server.call('GET', `/api/v1/orgs/${org}/deliveries?limit=2`)
  expect(first.body.items.map((item: { request_id: string }) => item.request_id)).toEqual(['r-3', 'r-2'])
  const [rest] = await list(`limit=2&cursor=${first.body.next_cursor}`)
  expect(rest.request_id).toBe('r-1')
  expect(await list('user=KIM@example.org&transport=cio&template=cio&state=queued')).toHaveLength(3)
  expect(await list('request_id=r-2')).toHaveLength(1)
  expect(await list('user=lou')).toEqual([])
})

it('a template says in full how it sends', async () => {
  const at = `/api/v1/orgs/${org}/templates`
  const create = (deliver: object) =>
    server
      .call('POST', at, { id: 'other', integration: { deliver } })
      .then(({ body }) => body.errors?.[0]?.field)
  expect(await create({ transport: 'pigeon' })).toBe('/integration/deliver/transport')
  expect(await create({ transport: 'cio' })).toBe('/integration/deliver/transactional_message_id')
  expect(await create({ transport: 'smtp', colour: 'red' })).toBe('/integration/deliver/colour')
  expect(await create({ transport: 'ajo', campaign_id: 'c', channel: 'pigeon' })).toBe(
    '/integration/deliver/channel',
  )
})
