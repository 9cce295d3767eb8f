import { beforeEach, describe, expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { createMember, type Visitor } from '../../../test/visitor.ts'
import { ROLES, type Role } from '../../runtime/http/permission.ts'

const scene = useScene()
const { server } = scene
const at = (path: string) => `/api/v1/orgs/${scene.org}${path}`
let call = ''
let members = 0

beforeEach(async () => {
  await createTemplate(server, scene.org, 'welcome')
  await server.call('POST', `/api/generate/${scene.org}`, {
    ...{
      template_id: 'welcome',
      user_id: 'walter-99',
      email: 'walter@example.com',
      tracking_id: 'trk-walter',
    },
  })
  call = await scene.report({
    ...{
      event: 'purchase',
      user_id: 'walter-99',
      email: 'walter@example.com',
      event_id: 'order:walter-99:1',
      total: 12,
    },
  })
  await processInbox(server)
})

const join = (role: Role): Promise<Visitor> =>
  createMember(server, scene.org, `member-${members++}@example.org`, role)

/** Everything that shows people. */
async function lookAround(visitor: Visitor) {
  const found = await visitor.call('POST', at('/people/search'), { q: 'walter@example.com' })
  expect(found.status).toBe(200)
  const [person] = found.body.items
  const answers = [
    found,
    await visitor.call('GET', at('/requests')),
    await visitor.call('GET', at(`/requests/${call}`)),
    await visitor.call('GET', at('/events')),
    await visitor.call('GET', at(`/people/${person.ref}`)),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  return { ref: person.ref, text: JSON.stringify(answers.map(({ body }) => body)), answers }
}

const looks = async () =>
  (await server.call('GET', at('/audit?limit=100'))).body.items.filter(({ action }: { action: string }) =>
    ['searchPeople', 'getRequest', 'listEvents', 'tracePerson'].includes(action),
  )

describe('people', () => {
  it.each(['viewer', 'editor'] as const)('are masked for a %s, who can still follow them', async role => {
    const { text, answers } = await lookAround(await join(role))
    expect(text).not.toMatch(/walter/i)
    expect(answers[4]?.body).toMatchObject({
      masked: true,
      user: 'wa••@ex••.com',
      decisions: [{ template_id: 'welcome' }],
      events: [{ native_event: 'purchase', email: 'wa••@ex••.com' }],
    })
    expect(JSON.parse(answers[2]?.body.body.text)).toMatchObject({
      event: 'purchase',
      user_id: '***',
      total: 12,
    })
    expect(await looks()).toEqual([])
  })

  it.each(['engineer', 'admin'] as const)(
    'are shown to an %s, and each look is in the audit log',
    async role => {
      const { text, ref } = await lookAround(await join(role))
      expect(text).toContain('walter@example.com')
      expect(text).toContain('walter-99')
      const rows = await looks()
      expect(rows.map(({ action }: { action: string }) => action).sort()).toEqual([
        ...['getRequest', 'listEvents', 'searchPeople', 'tracePerson'],
      ])
      expect(rows[0].actor).toMatchObject({ kind: 'user' })
      expect(JSON.stringify(rows)).not.toMatch(/walter/i)
      expect(JSON.stringify(rows)).not.toContain(ref)
    },
  )

  it('are shown to keys, as before', async () => {
    const { body } = await server.call('GET', at('/people/walter-99'))
    expect(body).toMatchObject({ user: 'walter-99', masked: false })
    expect(await looks()).toEqual([])
  })

  it('are erased, and calls read again, only by those who may', async () => {
    const statuses = new Map<Role, readonly number[]>()
    for (const role of ROLES) {
      const visitor = await join(role)
      const replay = await visitor.call('POST', at('/requests/replay'), { filter: { ids: [call] } })
      const erasure = await visitor.call('DELETE', at('/people/nobody-at-all'))
      statuses.set(role, [replay.status, erasure.status])
    }
    expect([...statuses]).toEqual([
      ['viewer', [403, 403]],
      ['editor', [403, 403]],
      ['engineer', [202, 403]],
      ['admin', [202, 404]],
    ])
  })
})
