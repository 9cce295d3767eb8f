import { describe, expect, it } from 'vitest'
import { countsOf, createTemplate, processInbox, rebuildAll } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'
import { linkingOf } from '../../../worker-wiring.ts'
import { linkDecided } from './link-decided.ts'

const scene = useScene()

// After that time a person gets another decision.
const CHOICE_KEPT_MINUTES = 11

async function decide(who: object): Promise<string> {
  scene.tick(CHOICE_KEPT_MINUTES)
  const body = { template_id: 'welcome', ...who }
  return (await scene.server.call('POST', `/api/generate/${scene.org}`, body)).body.decision_id
}

async function prepare(): Promise<void> {
  await createTemplate(scene.server, scene.org, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
  })
}

const purchase = (who: object, event_id = 'p') =>
  scene.report({ event: 'purchase', value: 5, event_id, ...who })

const eventsOf = async (request: string) =>
  (await scene.server.call('GET', `/api/v1/orgs/${scene.org}/requests/${request}`)).body.events

const conversions = async () =>
  ((await countsOf(scene.server, scene.org)) as { conversions: number }[]).reduce(
    (sum, row) => sum + Number(row.conversions),
    0,
  )

const ANN = { user_id: 'ann', email: 'ann@example.com' }

it.each([
  { known: 'the user id', first: { user_id: 'ann' }, reported: { email: 'ann@example.com' } },
  { known: 'the address', first: { email: 'ann@example.com' }, reported: { user_id: 'ann' } },
])(
  'a choice for both names credits what came before, where $known was known',
  async ({ first, reported }) => {
    await prepare()
    const message = await decide(first)
    const request = await purchase(reported)
    await processInbox(scene.server)
    expect(await eventsOf(request)).toMatchObject([{ outcome: 'unmatched' }])
    await decide(ANN)
    await processInbox(scene.server)
    expect(await eventsOf(request)).toMatchObject([{ outcome: 'counted', decision_id: message }])
    expect(await conversions()).toBe(1)
    expect(await rebuildAll(scene.server, scene.org)).toBe(0)
  },
)

it('a replay of everything keeps the credit', async () => {
  await prepare()
  const message = await decide({ user_id: 'ann' })
  const request = await purchase({ email: 'ann@example.com' })
  await processInbox(scene.server)
  await decide(ANN)
  await processInbox(scene.server)
  const filter = { from: '2020-01-01' }
  const reply = await scene.server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter })
  expect(reply.status).toBe(202)
  await processInbox(scene.server)
  expect(await eventsOf(request)).toMatchObject([{ outcome: 'counted', decision_id: message }])
  expect(await conversions()).toBe(1)
})

it('names that are linked through a third one are joined too', async () => {
  await prepare()
  const message = await decide({ user_id: 'ann' })
  await scene.report({ event: 'visit', event_id: 'v', user_id: 'a2', email: 'ann@example.com' })
  const request = await purchase({ user_id: 'a2' })
  await processInbox(scene.server)
  expect(await eventsOf(request)).toMatchObject([{ outcome: 'unmatched' }])
  await decide(ANN)
  await processInbox(scene.server)
  expect(await eventsOf(request)).toMatchObject([{ outcome: 'counted', decision_id: message }])
})

it('an address that many people have in their choices joins nobody', async () => {
  await prepare()
  await decide({ user_id: 'member-0' })
  const request = await purchase({ email: 'info@example.com' })
  await processInbox(scene.server)
  for (let at = 0; at < 15; at++) await decide({ user_id: `member-${at}`, email: 'info@example.com' })
  await processInbox(scene.server)
  // The messages to the address itself are later.
  expect(await eventsOf(request)).toMatchObject([{ outcome: 'outside-window' }])
  expect(await conversions()).toBe(0)
  expect(await rebuildAll(scene.server, scene.org)).toBe(0)
})

it('placeholders join nobody, and decisions are looked at once', async () => {
  await prepare()
  await decide({ user_id: 'ann' })
  const request = await purchase({ email: 'ann@example.com' })
  await processInbox(scene.server)
  await decide({ user_id: 'null', email: 'ann@example.com' })
  await processInbox(scene.server)
  expect(await eventsOf(request)).toMatchObject([{ outcome: 'unmatched' }])
  const linking = linkingOf(scene.server.services)
  expect(await linkDecided(linking, new Date(scene.now + 1))).toBe(false)
  await decide(ANN)
  expect(await linkDecided(linking, new Date(scene.now))).toBe(false)
  expect(await linkDecided(linking, new Date(scene.now + 1))).toBe(true)
  expect(await linkDecided(linking, new Date(scene.now + 1))).toBe(false)
  expect(await eventsOf(request)).toMatchObject([{ outcome: 'counted' }])
})

it('decisions of a clock that is behind the others are linked and counted too', async () => {
  await prepare()
  await decide({ user_id: 'bob' })
  await processInbox(scene.server)
  scene.tick(-120)
  const message = await decide({ user_id: 'ann' })
  const request = await purchase({ email: 'ann@example.com' })
  await decide(ANN)
  await processInbox(scene.server)
  expect(await eventsOf(request)).toMatchObject([{ outcome: 'counted', decision_id: message }])
  expect(await conversions()).toBe(1)
  expect(await rebuildAll(scene.server, scene.org)).toBe(0)
})

describe('a repetition of a request within its time', () => {
  const ask = async (who: object) => {
    const { body } = await scene.server.call('POST', `/api/generate/${scene.org}`, {
      template_id: 'welcome',
      ...who,
    })
    return body.decision_id
  }
  const EMAIL = { email: 'ann@example.com' }
  it.each([
    { first: { user_id: 'ann' }, reported: EMAIL },
    { first: { tracking_id: 't1' }, reported: EMAIL },
    { first: { tracking_id: 't1', ...EMAIL }, reported: { user_id: 'ann' } },
    { first: { tracking_id: 't1', user_id: 'ann' }, reported: EMAIL },
  ])('joins the names that it adds: $first, then all', async ({ first, reported }) => {
    await prepare()
    const message = await ask(first)
    await processInbox(scene.server)
    const request = await purchase(reported)
    await processInbox(scene.server)
    expect(await ask({ ...first, ...ANN })).toBe(message)
    await scene.server.services.lateNames.flush()
    await processInbox(scene.server)
    expect(await eventsOf(request)).toMatchObject([{ outcome: 'counted', decision_id: message }])
    expect(await conversions()).toBe(1)
    expect(await rebuildAll(scene.server, scene.org)).toBe(0)
    const [left] = await scene.server.services.db.query({
      name: 'left',
      text: 'select from named_later',
      values: [],
    })
    expect(left).toBeUndefined()
  })

  it('joins nobody when it is for another person', async () => {
    await prepare()
    const message = await ask({ tracking_id: 't1', user_id: 'ann' })
    expect(await ask({ tracking_id: 't1', user_id: 'bob', email: 'bob@example.com' })).not.toBe(message)
    await scene.server.services.lateNames.flush()
    const request = await purchase({ email: 'bob@example.com' })
    await processInbox(scene.server)
    expect((await eventsOf(request))[0]?.decision_id).not.toBe(message)
  })
})

it('a process that was overtaken between finding decisions and looking at them counts none twice', async () => {
  await prepare()
  await decide(ANN)
  const linking = linkingOf(scene.server.services)
  const before = new Date(scene.server.services.clock().getTime() + 60_000)
  let isOvertaken = false
  const slow: typeof linking = {
    ...linking,
    async findOrg(...of) {
      if (!isOvertaken) {
        isOvertaken = true
        await linkDecided(linking, before)
      }
      return linking.findOrg(...of)
    },
  }
  await linkDecided(slow, before)
  expect(await rebuildAll(scene.server, scene.org)).toBe(0)
})
