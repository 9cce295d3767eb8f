import { Liquid } from 'liquidjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { API_KEY_PLACEHOLDER } from '../../src/core/platforms/guide.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, createTemplate } from '../factories.ts'
import { type Backend, CAMPAIGN, type Execution, snippet, startBackend } from './ajo-backend.ts'

let server: TestApp
let backend: Backend

beforeAll(async () => {
  server = await startTestApp()
  await createOrg(server, 'acme')
  await createTemplate(server, 'acme', 'receipt')
  backend = await startBackend(server)
})
afterAll(async () => {
  backend.close()
  await server.close()
})

describe('the snippets of the guide', () => {
  it('send the chosen wording, escaped, under the id that reports bring back', async () => {
    const sent = await backend.send({
      id: 'order-"1"',
      userId: 'u 1',
      email: 'ada@example.org',
      fields: { name: 'Ada "A" <b>' },
    })
    expect(sent).toMatchObject({
      campaignId: CAMPAIGN,
      recipients: [
        {
          userId: 'ada@example.org',
          namespace: 'email',
          channelData: { emailAddress: 'ada@example.org' },
          context: {
            parley: { subject: expect.stringContaining('Ada "A" <b>') },
            parley_tracking_id: 'order-"1"',
          },
        },
      ],
    })
    // Adobe's own language inserts a name in double braces as Liquid does.
    const [recipient] = sent.recipients
    const rendered = await new Liquid().parseAndRender(snippet('content'), { context: recipient?.context })
    expect(rendered).toBe(recipient?.context.parley['subject'])
  })

  it('keep the wording when a backend tries again', async () => {
    const message = { id: 'order-twice', userId: 'u2', email: 'two@example.org', fields: {} }
    expect(await backend.send(message)).toEqual(await backend.send(message))
  })

  it('send text messages to the phone', async () => {
    const phone = '+15555550123'
    const sent = await backend.send(
      { id: 'sms-1', userId: 'u3', email: 'c@example.org', phone, fields: {} },
      { channel: 'sms' },
    )
    expect(sent.recipients).toMatchObject([
      { userId: phone, namespace: 'phone', channelData: { mobilePhoneNumber: phone } },
    ])
  })

  it('say in HTTP and JSON what the function does', async () => {
    const [head = '', body = ''] = snippet('generate').split('\n\n')
    const [line = '', ...headers] = head.replace(API_KEY_PLACEHOLDER, backend.serveKey).split('\n')
    const [method = '', path = ''] = line.split(' ')
    const named = Object.fromEntries(headers.map(each => each.split(': ')))
    expect(named.Host).toBe('parley.example.com')
    const { Host: _, ...others } = named
    // Sent as it is, the name of the id would be a placeholder, which names nothing.
    const filledIn = body.replace('REQUEST_ID', 'order-17')
    const reply = await fetch(backend.url + path, { method, headers: others, body: filledIn })
    expect(await reply.json()).toMatchObject({ template_id: 'receipt', tracking_id: 'order-17' })
    const execution = JSON.parse(snippet('execution')) as Execution
    expect(execution).toMatchObject({ requestId: 'REQUEST_ID', campaignId: CAMPAIGN })
    expect(Object.keys(execution.recipients[0]?.context.parley ?? {})).toEqual(['subject'])
  })

  it('name a campaign even before one is set, and the first of several', () => {
    const campaignIn = (integration: object) => JSON.parse(snippet('execution', { integration })).campaignId
    expect(campaignIn({})).toBe('CAMPAIGN_ID')
    expect(campaignIn({ campaign_id: 'one, two' })).toBe('one')
  })

  it('let a journey ask for a wording, and use it', async () => {
    const answer = await server.call('POST', '/api/generate/acme', JSON.parse(snippet('journey-request')))
    const sample = JSON.parse(snippet('journey-response'))
    expect(Object.keys(answer.body)).toEqual(expect.arrayContaining(Object.keys(sample)))
    const context = { journey: { actions: { parley: answer.body } } }
    expect(await new Liquid().parseAndRender(snippet('journey-content'), { context })).toBe(
      answer.body.copy.vars.subject,
    )
  })
})
