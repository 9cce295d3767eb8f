import { beforeAll, expect, it } from 'vitest'
import { createOrg, createTemplate, type TestTemplate } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'

const server = useServer()
let template: TestTemplate
beforeAll(async () => {
  await createOrg(server, 'acme')
  template = await createTemplate(server, 'acme', 'welcome', { split: { control_share: 0 } })
})

const choose = async (body: object): Promise<string> => {
  const reply = await server.call('POST', '/api/generate/acme', { template_id: 'welcome', ...body })
  return reply.body.decision_id
}
const explain = (id: string) => server.call('GET', `/api/v1/orgs/acme/decisions/${id}`)

it('explains a decision, and the stored table gives the same result again', async () => {
  for (const epsilon of [0, 0.02, 0.5, 1]) {
    const { status, body } = await explain(await choose({ user_id: 'ann', use_cache: false, epsilon }))
    expect(status).toBe(200)
    expect(body).toMatchObject({ template_id: 'welcome', arm: 'treatment', reason: 'bandit', epsilon })
    expect(body.asked_again).toMatchObject({ same: true, variant_id: body.variant_id, row: body.table.row })
    expect(body.asked_again.propensity).toBe(body.propensity)
    expect(Object.keys(body.table.shares).sort()).toEqual([...template.variantIds].sort())
  }
})

it('uses the person’s key if choices stick to people', async () => {
  await server.call('PATCH', '/api/v1/orgs/acme/templates/welcome', { learning: { sticky: true } })
  const ids = await Promise.all(['1', '2', '3'].map(tracking_id => choose({ user_id: 'bob', tracking_id })))
  const explained = await Promise.all(ids.map(async id => (await explain(id)).body))
  expect(new Set(explained.map(({ variant_id }) => variant_id)).size).toBe(1)
  expect(explained.every(({ asked_again }) => asked_again.same)).toBe(true)
})

it('has no table if no policy was used', async () => {
  const { body } = await explain(await choose({ copy_id: template.variantIds[0] }))
  expect(body).toMatchObject({ reason: 'forced', table: null, asked_again: null, epsilon: null })
})

it('finds no decision of other organisations, and none for a malformed id', async () => {
  const id = await choose({ user_id: 'eve' })
  await createOrg(server, 'other')
  expect((await server.call('GET', `/api/v1/orgs/other/decisions/${id}`)).status).toBe(404)
  expect((await explain('nonsense')).status).toBe(404)
})
