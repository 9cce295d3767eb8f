import { expect, it } from 'vitest'
import { createTemplate, processInbox } from '../factories.ts'
import { useScene } from '../scene.ts'

const scene = useScene()

async function decide(who: object): Promise<string> {
  scene.tick(11)
  const body = { template_id: 'welcome', ...who }
  return (await scene.server.call('POST', `/api/generate/${scene.org}`, body)).body.decision_id
}

async function prepare(): Promise<void> {
  await createTemplate(scene.server, scene.org, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
  })
}

const creditOf = async (request: string) => {
  await processInbox(scene.server)
  return (await scene.server.call('GET', `/api/v1/orgs/${scene.org}/requests/${request}`)).body.events
}

const MEMBERS = Array.from({ length: 15 }, (_, at) => `member-${at}`)
const SHARED = 'info@example.com'
const visitOf = (user_id: string) => ({ event: 'visit', event_id: user_id, user_id, email: SHARED })

it.each([
  { name: 'before the purchase', early: 15, late: 0 },
  { name: 'after the purchase', early: 2, late: 13 },
  { name: 'one after the other', early: 10, late: 5 },
])(
  'an address that turns out to be shared moves no credit: the members come $name',
  async ({ early, late }) => {
    await prepare()
    const first = await decide({ user_id: 'member-0' })
    await decide({ user_id: 'member-1' })
    for (const member of MEMBERS.slice(0, early)) await scene.report(visitOf(member))
    await processInbox(scene.server)
    const request = await scene.report({
      event: 'purchase',
      event_id: 'p',
      user_id: 'member-0',
      email: SHARED,
    })
    await processInbox(scene.server)
    for (const member of MEMBERS.slice(early, early + late)) {
      await scene.report(visitOf(member))
      await processInbox(scene.server)
    }
    expect(await creditOf(request)).toMatchObject([{ outcome: 'counted', decision_id: first }])
  },
)

it('a shared address in the requests moves no credit either', async () => {
  await prepare()
  const first = await decide({ user_id: 'member-0', email: SHARED })
  for (const member of MEMBERS.slice(1)) await decide({ user_id: member, email: SHARED })
  const request = await scene.report({ event: 'purchase', event_id: 'p', user_id: 'member-0', email: SHARED })
  expect(await creditOf(request)).toMatchObject([{ outcome: 'counted', decision_id: first }])
})

it('a user id that many addresses have moves no credit', async () => {
  await prepare()
  const first = await decide({ email: 'a@example.com' })
  await decide({ email: 'b@example.com' })
  for (const name of 'abcdefghijklmno')
    await scene.report({ event: 'visit', event_id: name, user_id: 'web', email: `${name}@example.com` })
  const request = await scene.report({
    event: 'purchase',
    event_id: 'p',
    user_id: 'web',
    email: 'a@example.com',
  })
  expect(await creditOf(request)).toMatchObject([{ outcome: 'counted', decision_id: first }])
})

it('the user id and the address of one request for a wording are one person', async () => {
  await prepare()
  await decide({ user_id: 'ann', email: 'ann@example.com' })
  const second = await decide({ user_id: 'ann' })
  const request = await scene.report({ event: 'purchase', event_id: 'p', email: 'ann@example.com' })
  expect(await creditOf(request)).toMatchObject([{ outcome: 'counted', decision_id: second }])
})

it('also where the request comes after the purchase', async () => {
  await prepare()
  const first = await decide({ user_id: 'ann' })
  const request = await scene.report({ event: 'purchase', event_id: 'p', email: 'ann@example.com' })
  expect(await creditOf(request)).toMatchObject([{ outcome: 'unmatched' }])
  await decide({ user_id: 'ann', email: 'ann@example.com' })
  await scene.report({ event: 'purchase', event_id: 'q', user_id: 'ann' })
  expect(await creditOf(request)).toMatchObject([{ outcome: 'counted', decision_id: first }])
})
