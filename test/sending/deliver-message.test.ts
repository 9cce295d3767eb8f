import { describe, expect, it } from 'vitest'
import { deliverySenderOf } from '../../src/worker-wiring.ts'
import { createMember } from '../visitor.ts'
import {
  adobe,
  customerio,
  deliver,
  list,
  MINUTE_MS,
  mailServer,
  org,
  passTime,
  SECOND_MS,
  server,
  setUpScene,
  show,
  taken,
  template,
  work,
} from './deliver-scene.ts'

setUpScene()

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

  it('shows neither person nor wording to those who may not see people', async () => {
    customerio.respondWith(response => {
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ meta: { error: 'kim@example.org is unknown' } }))
    })
    await deliver({ template_id: 'cio', user_id: 'u-1', request_id: 'r-1' })
    await work()
    const at = `/api/v1/orgs/${org}/deliveries/r-1`
    const [viewer, engineer] = [
      await createMember(server, org, `viewer-${org}@example.com`, 'viewer'),
      await createMember(server, org, `engineer-${org}@example.com`, 'engineer'),
    ]
    const open = (await engineer.call('GET', at)).body
    expect(open).toEqual(await show('r-1'))
    expect(JSON.stringify(open)).toContain('Kim')
    expect(open.reason).toContain('kim@example.org')
    const masked = (await viewer.call('GET', at)).body
    expect(JSON.stringify(masked)).not.toMatch(/Kim|kim@/)
    expect(masked).toMatchObject({ email: 'k••@ex••.org', state: open.state })
    expect(Object.keys(masked.vars)).toEqual(Object.keys(open.vars))
    expect(masked.reason).toContain('k••@ex••.org')
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
