import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ID_LENGTH_MAX } from '../src/lib/id.ts'
import { startTestApp, type TestApp } from './app.ts'
import { createOrg, createTemplate, processInbox } from './factories.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ PARLEY_GENERATE_BUDGET_MS: '20000' })
  await createOrg(server, 'acme')
  await createOrg(server, 'other')
  await createTemplate(server, 'acme', 'welcome')
  await createTemplate(server, 'other', 'welcome')
})
afterAll(() => server.close())

/** Too random for an index to compress, and three bytes a character. */
const randomText = (length: number): string =>
  Array.from({ length }, () => String.fromCharCode(0x4e00 + Math.floor(Math.random() * 20_000))).join('')
const LONGEST = randomText(ID_LENGTH_MAX)
const TOO_LONG = randomText(ID_LENGTH_MAX + 1)
const FIELDS = ['template_id', 'user_id', 'email', 'tracking_id', 'copy_id']

const generate = (body: object, org = 'acme') => server.call('POST', `/api/generate/${org}`, body)

describe('an id that is too long for an index', () => {
  it.each(FIELDS)('is refused where a choice is asked for: %s', async field => {
    const refusal = {
      status: 400,
      body: { code: 'invalid-request', errors: [{ field: `/${field}` }] },
    }
    const body = { template_id: 'welcome', user_id: 'ann', [field]: TOO_LONG }
    const query = new URLSearchParams(body).toString()
    expect(await generate(body)).toMatchObject(refusal)
    expect(await server.call('GET', `/api/generate/acme?${query}`)).toMatchObject(refusal)
    const batch = { user_id: 'ann', requests: [{ template_id: 'welcome' }] }
    const isShared = field === 'user_id' || field === 'email'
    const answer = await server.call('POST', '/api/batch-generate/acme', {
      ...batch,
      ...(isShared ? { [field]: TOO_LONG } : { requests: [{ template_id: 'welcome', [field]: TOO_LONG }] }),
    })
    expect(answer).toMatchObject({ status: 200, body: { results: [{ error: { code: 'invalid-request' } }] } })
  })

  it('is refused by deliver and by delay', async () => {
    for (const field of ['template_id', 'user_id', 'email', 'phone', 'copy_id'])
      expect(
        await server.call('POST', '/api/deliver/acme', {
          ...{ template_id: 'welcome', user_id: 'ann', request_id: 'r1' },
          [field]: TOO_LONG,
        }),
      ).toMatchObject({ status: 400, body: { errors: [{ field: `/${field}` }] } })
    for (const field of ['user_id', 'email', 'template_id']) {
      const query = new URLSearchParams({ delay_id: 'd', [field]: TOO_LONG })
      expect((await server.call('GET', `/api/delay/acme?${query}`)).status).toBe(400)
    }
  })

  it('rejects its event, and the other events of the call count', async () => {
    const events = [
      { event: 'purchase', event_id: 'e1', user_id: TOO_LONG },
      { event: 'purchase', event_id: TOO_LONG, user_id: 'ann' },
      { event: 'purchase', event_id: 'e3', user_id: 'ann', properties: { tracking_id: TOO_LONG } },
      { event: 'purchase', event_id: 'e4', user_id: LONGEST, email: `${LONGEST.slice(3)}@a` },
    ]
    const { status, body } = await server.call('POST', '/api/webhook/events/acme', events)
    expect(status).toBe(200)
    await processInbox(server)
    const { items } = (await server.call('GET', `/api/v1/orgs/acme/requests/${body.request_id}`)).body
    expect(items).toMatchObject([
      ...['user_id', 'event_id', 'tracking_id'].map(field => ({
        outcome: 'rejected',
        reason: 'id-too-long',
        fix: expect.stringContaining(field),
      })),
      { outcome: 'unmatched' },
    ])
  })

  it('does not include an id of the maximum length', async () => {
    const ids = { user_id: LONGEST, tracking_id: LONGEST, email: LONGEST.slice(0, -2) }
    const { status, body } = await generate({ template_id: 'welcome', ...ids })
    expect([status, body.degraded]).toEqual([200, undefined])
  })
})

it('one caller degrades no other caller: NUL, half characters and long ids in all places', async () => {
  const nul = '\u0000'
  const half = '\ud83d'
  const bodies = [
    { user_id: `a${nul}`, tracking_id: half, email: `${nul}@x`, attrs: { [half]: nul, plan: [half] } },
    { user_id: TOO_LONG },
    { tracking_id: randomText(3_000) },
    { attrs: { plan: randomText(3_000), [randomText(3_000)]: 'x' } },
    { fields: { name: `${half}${nul}` } },
  ]
  const queries = [
    'user_id=%00&tracking_id=%00',
    'user_id=b&attrs.plan=%00&%00=%00',
    `user_id=c&attrs=${encodeURIComponent('{"plan":"\\u0000\\ud800"}')}`,
    `user_id=d&fields=${encodeURIComponent('{"name":"\\u0000"}')}`,
  ]
  const hostile = Array.from({ length: 5 }, () => [
    ...bodies.map(body => generate({ template_id: 'welcome', ...body })),
    ...queries.map(query => server.call('POST', `/api/generate/acme?template_id=welcome&${query}`)),
  ]).flat()
  const honest = Array.from({ length: 150 }, (_, number) =>
    generate({ template_id: 'welcome', user_id: `honest-${number}` }, 'other'),
  )
  const replies = await Promise.all(hostile)
  for (const { status, body } of replies)
    expect({ status, degraded: body.degraded }).toEqual({
      status: status === 400 ? 400 : 200,
      degraded: undefined,
    })
  const answers = await Promise.all(honest)
  expect(answers.filter(({ body }) => body.degraded !== undefined)).toEqual([])
})
